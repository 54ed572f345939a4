import { helperPhrases } from './phrases.ts'
import { haggle, type ScriptStep } from './script.ts'
import type { BotSession } from './session.ts'

export const helperScript = {
  PENDING: async session => {
    if (!session.traits.races) await session.wait(2, 3)
    await session.accept()
  },

  ACCEPTED: async session => {
    if (await session.statusChangesWithin(1, 2)) return
    await session.say(helperPhrases.hello)
    if (session.traits.haggles) await haggle(session, helperPhrases)
    await askForEscrow(session)
    if (await session.statusChangesWithin(0.5, 1)) return
    await session.say(helperPhrases.onMyWay)
    if (await session.statusChangesWithin(1, 2)) return
    await session.changeStatus('IN_PROGRESS')
  },

  IN_PROGRESS: async session => {
    if (await session.statusChangesWithin(5, 7)) return
    await session.sendImage(helperPhrases.picture)
    if (await session.statusChangesWithin(4, 5)) return
    if (session.traits.cancelsLate) await session.say(helperPhrases.sorry)
    await session.changeStatus(session.traits.cancelsLate ? 'CANCELLED' : 'COMPLETED')
  },

  COMPLETED: async session => {
    if (await session.hasReviewed()) return
    const isReleased = (seconds: number) => session.isPaidWithin(['COMPLETED'], seconds)
    if (!(await isReleased(0))) await session.say(helperPhrases.done)
    await session.say((await isReleased(6)) ? helperPhrases.thanks : helperPhrases.noHurry)
    await session.wait(1, 2)
    await session.review()
  },

  CANCELLED: async session => {
    if (!session.traits.cancelsLate) await session.say(helperPhrases.pity)
  },
} satisfies Record<string, ScriptStep>

const askForEscrow = async (session: BotSession): Promise<void> => {
  const isHeld = (seconds: number) => session.isPaidWithin(['PENDING', 'COMPLETED'], seconds)
  if (await isHeld(0)) return
  await session.say(helperPhrases.askEscrow)
  if ((await isHeld(8)) || (await session.hasStatusChanged())) return
  await session.say(helperPhrases.remindEscrow)
  await isHeld(4)
}

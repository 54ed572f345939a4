import { seekerPhrases } from './phrases.ts'
import { haggle, type ScriptStep } from './script.ts'
import type { BotSession } from './session.ts'

export const maxPendingSeconds = 1800

export const seekerScript = {
  PENDING: async session => {
    const isTaken = await session.until(() => session.hasStatusChanged(), maxPendingSeconds)
    if (!isTaken) await session.withdraw()
  },

  ACCEPTED: async session => {
    if (await session.statusChangesWithin(1, 2)) return
    await session.say(seekerPhrases.hello)
    if (session.traits.haggles) await haggle(session, seekerPhrases)
    if (await session.statusChangesWithin(1, 2)) return
    await pay(session)
    await untilStatusChanges(session)
  },

  IN_PROGRESS: async session => {
    await pay(session)
    if (await session.statusChangesWithin(1, 2)) return
    await session.say(seekerPhrases.begun)
    if (session.traits.cancelsLate) {
      if (await session.statusChangesWithin(6, 9)) return
      await session.say(seekerPhrases.sorry)
      await session.changeStatus('CANCELLED')
    } else await untilStatusChanges(session)
  },

  COMPLETED: async session => {
    if (await session.hasReviewed()) return
    await session.wait(2, 3)
    await pay(session)
    await session.releasePayment()
    await session.say(seekerPhrases.thanks)
    await session.wait(1, 2)
    await session.review()
  },

  CANCELLED: async session => {
    if (!session.traits.cancelsLate) await session.say(seekerPhrases.pity)
  },
} satisfies Record<string, ScriptStep>

const untilStatusChanges = (session: BotSession) =>
  session.until(() => session.hasStatusChanged(), Number.POSITIVE_INFINITY)

const pay = async (session: BotSession): Promise<void> => {
  const payment = await session.findPayment()
  if (payment?.status === 'PENDING' || payment?.status === 'COMPLETED') return
  const isHeld = await session.pay()
  if (isHeld && session.gig.status === 'ACCEPTED') await session.say(seekerPhrases.paid)
}

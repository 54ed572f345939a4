import { acceptGig } from '../../domain/gigs/service.ts'
import { type Act, haggle } from './act.ts'
import { attempt, type Engagement } from './engagement.ts'
import { helperLines } from './lines.ts'

/** What somebody does who takes a gig. */
export const helperActs = {
  PENDING: async part => {
    if (!part.character.races) await part.wait(2, 3)
    await attempt(() => acceptGig(part.ctx, part.gig.id, part.memberId))
  },

  ACCEPTED: async part => {
    if (await part.movesWithin(1, 2)) return
    await part.say(helperLines.hello)
    if (part.character.haggles) await haggle(part, helperLines)
    await askForEscrow(part)
    if (await part.movesWithin(0.5, 1)) return
    await part.say(helperLines.onMyWay)
    if (await part.movesWithin(1, 2)) return
    await part.move('IN_PROGRESS')
  },

  IN_PROGRESS: async part => {
    if (await part.movesWithin(5, 7)) return
    await part.show(helperLines.picture)
    if (await part.movesWithin(4, 5)) return
    if (part.character.cancelsLate) await part.say(helperLines.sorry)
    await part.move(part.character.cancelsLate ? 'CANCELLED' : 'COMPLETED')
  },

  COMPLETED: async part => {
    if (await part.hasReviewed()) return
    const isReleased = (seconds: number) => part.isPaidWithin(['COMPLETED'], seconds)
    if (!(await isReleased(0))) await part.say(helperLines.done)
    await part.say((await isReleased(6)) ? helperLines.thanks : helperLines.noHurry)
    await part.wait(1, 2)
    await part.review()
  },

  CANCELLED: async part => {
    if (!part.character.cancelsLate) await part.say(helperLines.pity)
  },
} satisfies Record<string, Act>

/** Waits for the money, reminds the seeker once, and then goes on in good faith. */
const askForEscrow = async (part: Engagement): Promise<void> => {
  const isHeld = (seconds: number) => part.isPaidWithin(['PENDING', 'COMPLETED'], seconds)
  if (await isHeld(0)) return
  await part.say(helperLines.askEscrow)
  if ((await isHeld(8)) || (await part.hasMoved())) return
  await part.say(helperLines.remindEscrow)
  await isHeld(4)
}

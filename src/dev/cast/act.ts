import type { GigStatus } from '../../domain/gigs/gig.ts'
import type { Engagement } from './engagement.ts'
import type { Lines } from './lines.ts'

/** What somebody does while a gig has one status, until they have moved it or it has been moved. */
export type Act = (part: Engagement) => Promise<void>

/**
 * Takes part in a gig to its end: plays the act of each status in which it is seen. It can begin with any of them, so
 * that a gig can be taken up in the middle.
 */
export const playActs = async (part: Engagement, acts: Partial<Record<GigStatus, Act>>): Promise<void> => {
  let before: GigStatus | null = null
  for (;;) {
    const gig = await part.look()
    // Still the same: there is nothing more that one could do.
    if (!gig || gig.status === before) return
    // A gig that was cancelled long ago is nothing to talk about.
    if (gig.status === 'CANCELLED' && before === null) return
    if (part.character.isSilent && gig.status !== 'PENDING') return
    before = gig.status
    part.beginAct(gig.status)
    await acts[gig.status]?.(part)
  }
}

/** Asks for a better price and gives in, whatever the other says to it. */
export const haggle = async (
  part: Engagement,
  { haggle: wish, giveIn }: { haggle: Lines; giveIn: Lines },
): Promise<void> => {
  part.nextAnswer = giveIn
  await part.say(wish)
  if (await part.until(() => part.nextAnswer === null, 8)) return
  part.nextAnswer = null
  await part.say(giveIn)
}

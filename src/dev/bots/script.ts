import type { GigStatus } from '../../domain/gigs/gig.ts'
import type { PhraseVariants } from './phrases.ts'
import type { BotSession } from './session.ts'

export type ScriptStep = (session: BotSession) => Promise<void>

/**
 * Runs the step of each status that the gig reaches, to the end of the gig. It can begin with any status, so bots can
 * continue a gig after a restart.
 */
export const runScript = async (
  session: BotSession,
  steps: Partial<Record<GigStatus, ScriptStep>>,
): Promise<void> => {
  let previous: GigStatus | null = null
  for (;;) {
    const gig = await session.refresh()
    // The step of this status has run, so nothing is left to do.
    if (!gig || gig.status === previous) return
    // A gig that was cancelled before the session began needs no reaction.
    if (gig.status === 'CANCELLED' && previous === null) return
    if (session.traits.isSilent && gig.status !== 'PENDING') return
    previous = gig.status
    session.enterStatus(gig.status)
    await steps[gig.status]?.(session)
  }
}

/** Asks for a better price and gives in to any answer, or to none. */
export const haggle = async (
  session: BotSession,
  { haggle: request, giveIn }: { haggle: PhraseVariants; giveIn: PhraseVariants },
): Promise<void> => {
  session.nextAnswer = giveIn
  await session.say(request)
  if (await session.until(() => session.nextAnswer === null, 8)) return
  session.nextAnswer = null
  await session.say(giveIn)
}

import type { GigStatus } from '../../domain/gigs/gig.ts'
import type { PhraseVariants } from './phrases.ts'
import type { BotSession } from './session.ts'

export type ScriptStep = (session: BotSession) => Promise<void>

/** Can begin with any status, so bots can continue a gig after a restart. */
export const runScript = async (
  session: BotSession,
  steps: Partial<Record<GigStatus, ScriptStep>>,
): Promise<void> => {
  let previous: GigStatus | null = null
  for (;;) {
    const gig = await session.refresh()
    if (!gig || gig.status === previous) return
    if (gig.status === 'CANCELLED' && previous === null) return
    if (session.traits.isSilent && gig.status !== 'PENDING') return
    previous = gig.status
    session.enterStatus(gig.status)
    await steps[gig.status]?.(session)
  }
}

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

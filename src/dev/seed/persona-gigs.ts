import type { GigOutcome } from './schedules.ts'

/** No screen of a persona may be empty. */
export type EnsuredStep =
  | 'reviews'
  | 'buddies'
  | 'end of the room'
  | 'unread by the seeker'
  | 'latest messages'

export interface PersonaGig {
  seeker: 'somchai' | 'mali' | null
  helper: 'somchai' | 'mali' | null
  outcome: GigOutcome
  ensured?: readonly EnsuredStep[]
}

/** The most important first, because small example data has only some of them. */
export const personaGigs: readonly PersonaGig[] = [
  { seeker: 'somchai', helper: 'mali', outcome: 'in progress', ensured: ['latest messages'] },
  { seeker: 'somchai', helper: 'mali', outcome: 'done', ensured: ['reviews', 'buddies', 'end of the room'] },
  { seeker: 'mali', helper: 'somchai', outcome: 'done', ensured: ['reviews'] },
  { seeker: 'somchai', helper: null, outcome: 'done', ensured: ['reviews', 'buddies'] },
  { seeker: null, helper: 'mali', outcome: 'done', ensured: ['reviews', 'buddies'] },
  { seeker: 'somchai', helper: null, outcome: 'accepted', ensured: ['unread by the seeker'] },
  { seeker: null, helper: 'mali', outcome: 'accepted' },
  { seeker: 'somchai', helper: null, outcome: 'paid' },
  { seeker: null, helper: 'mali', outcome: 'paid' },
  { seeker: 'somchai', helper: null, outcome: 'open' },
  { seeker: 'mali', helper: null, outcome: 'open' },
  { seeker: 'somchai', helper: null, outcome: 'cancelled' },
]

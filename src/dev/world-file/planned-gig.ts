import type { GigStatus } from '../../domain/gigs/gig.ts'
import type { GigId } from '../../domain/ids.ts'
import type { WorldGig } from './gig-schema.ts'
import type { PlannedPerson } from './plan.ts'

/** A gig of a file with everything that later operations refer to. */
export interface PlannedGig extends WorldGig {
  path: string
  id: GigId
  status: GigStatus
  seekerOf: PlannedPerson
}

/** A planned gig that has been accepted. */
export interface AcceptedGig extends PlannedGig {
  helperOf: PlannedPerson
  acceptedMs: number
}

import type { GigStatus } from '../../domain/gigs/gig.ts'
import type { GigId } from '../../domain/ids.ts'
import type { WorldGig } from './gig-schema.ts'
import type { PlannedPerson } from './plan.ts'

export interface PlannedGig extends WorldGig {
  path: string
  id: GigId
  status: GigStatus
  seekerOf: PlannedPerson
}

export interface AcceptedGig extends PlannedGig {
  helperOf: PlannedPerson
  acceptedMs: number
}

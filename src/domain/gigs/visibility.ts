import type { UserId } from '../ids.ts'
import { gigNotFound } from '../not-found.ts'
import type { GigDetails } from './gig.ts'

/** For its helper where its seeker is disabled (ruling K7), for its two people where it is hidden. */
export const assertVisible = (gig: GigDetails, reader: UserId): void => {
  if (gig.seeker.disabledAt !== null && reader !== gig.helperId) throw gigNotFound()
  if (gig.isHidden && reader !== gig.seekerId && reader !== gig.helperId) throw gigNotFound()
}

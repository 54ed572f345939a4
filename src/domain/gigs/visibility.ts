import type { UserId } from '../ids.ts'
import { gigNotFound } from '../not-found.ts'
import type { GigDetails } from './gig.ts'

/**
 * The gig of a disabled seeker exists for its helper alone (ruling K7), and one that an operator has hidden for its two
 * people. @throws AppError RESOURCE_NOT_FOUND
 */
export const assertVisible = (gig: GigDetails, reader: UserId): void => {
  if (gig.seeker.disabledAt !== null && reader !== gig.helperId) throw gigNotFound()
  if (gig.isHidden && reader !== gig.seekerId && reader !== gig.helperId) throw gigNotFound()
}

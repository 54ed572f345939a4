import type { Gig } from '../../../client/index.ts'

/** `wait…` is the turn of the other one, with a sentence in place of a button. */
export type NextStep =
  | 'accept'
  | 'pay'
  | 'start'
  | 'complete'
  | 'release'
  | 'review'
  | 'waitForHelper'
  | 'waitForProvider'
  | 'waitForStart'
  | 'waitForWork'
  | 'waitForRelease'
  | 'taken'
  | 'cancelled'
  | 'finished'

type State = Pick<Gig, 'status' | 'seeker_id' | 'helper_id' | 'payment_status'>

/** @param canReview whether the server would take a review of the other one now */
export const nextStepOf = (gig: State, userId: string, canReview: boolean): NextStep => {
  if (gig.status === 'CANCELLED') return 'cancelled'
  if (userId === gig.seeker_id) return seekerStep(gig, canReview)
  if (userId === gig.helper_id) return helperStep(gig, canReview)
  return gig.status === 'PENDING' ? 'accept' : 'taken'
}

const seekerStep = ({ status, payment_status }: State, canReview: boolean): NextStep => {
  if (status === 'PENDING') return 'waitForHelper'
  if (payment_status === 'PROCESSING') return 'waitForProvider'
  if (payment_status === 'COMPLETED') return canReview ? 'review' : 'finished'
  if (payment_status !== 'PENDING') return 'pay'
  if (status === 'COMPLETED') return 'release'
  return status === 'ACCEPTED' ? 'waitForStart' : 'waitForWork'
}

const helperStep = ({ status, payment_status }: State, canReview: boolean): NextStep => {
  if (status === 'ACCEPTED') return 'start'
  if (status === 'IN_PROGRESS') return 'complete'
  if (canReview) return 'review'
  return payment_status === 'COMPLETED' ? 'finished' : 'waitForRelease'
}

/** Either of the two may, until the money is released. */
export const canCancel = (gig: State, userId: string): boolean =>
  (userId === gig.seeker_id || userId === gig.helper_id) &&
  gig.status !== 'PENDING' &&
  gig.status !== 'CANCELLED' &&
  gig.payment_status !== 'COMPLETED'

/** While nobody has taken it. */
export const canRevise = (gig: State, userId: string): boolean =>
  userId === gig.seeker_id && gig.status === 'PENDING'

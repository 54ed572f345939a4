import { AppError } from '../errors.ts'

const notFound = (detail: string) => () => new AppError('RESOURCE_NOT_FOUND', detail)

export const userNotFound = notFound('There is no such user.')
export const gigNotFound = notFound('There is no gig with this id.')
export const roomNotFound = notFound('There is no room with this id.')
export const messageNotFound = notFound('This room has no message with the id in `after`.')
export const buddyNotFound = notFound('There is no buddy with this id.')
export const reviewNotFound = notFound('There is no review with this id.')
export const transactionNotFound = notFound('There is no transaction with this id.')
export const gigNotPaid = notFound('There is no transaction for this gig.')
export const reportNotFound = notFound('There is no report with this id.')
export const warningNotFound = notFound('There is no warning with this id that stands.')
export const reportedNotFound = notFound('There is nothing with this id that you could report.')
export const fileNotFound = notFound('There is no such file.')

import { AppError } from '../../errors.ts'
import { type Timestamp, toMilliseconds } from '../../lib/timestamp.ts'
import type { UserId } from '../ids.ts'

export const maxReportsPerDay = 20

const dayMs = 24 * 3_600_000

export const ownThing = () =>
  new AppError('INSUFFICIENT_PERMISSIONS', 'You cannot report yourself or something of your own.')

export const tooManyReports = (retryAfterSeconds = 3600) =>
  new AppError('RATE_LIMITED', `You can make ${maxReportsPerDay} reports in a day. Try again later.`, {
    retryAfterSeconds,
  })

export const notHidable = () =>
  new AppError('BAD_REQUEST', 'A person is disabled and not hidden: use the command for that.')

/** @throws AppError INSUFFICIENT_PERMISSIONS */
export const assertNotOwn = (ownerId: UserId, reporterId: UserId): void => {
  if (ownerId === reporterId) throw ownThing()
}

/** @param twentiethAt the time of the twentieth newest report @throws AppError RATE_LIMITED */
export const assertMayReport = (twentiethAt: Timestamp | null, now: Timestamp): void => {
  if (twentiethAt === null) return
  const leftMs = toMilliseconds(twentiethAt) + dayMs - toMilliseconds(now)
  if (leftMs > 0) throw tooManyReports(Math.ceil(leftMs / 1000))
}

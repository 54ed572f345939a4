import { type Timestamp, toTimestamp } from '../../lib/timestamp.ts'

const keptMs = 30 * 24 * 3_600_000

export const notificationsSince = (nowMs: number): Timestamp => toTimestamp(nowMs - keptMs)

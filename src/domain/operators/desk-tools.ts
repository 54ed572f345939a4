import type { RateLimits } from '../../http/rate-limit.ts'
import type { Desk } from './command.ts'
import type { OperatorCallers } from './guard.ts'

export const base = '/api/_ops'

export const tag = 'Desk'

export interface DeskTools {
  desk: Desk
  limits: RateLimits
  callers: OperatorCallers
}

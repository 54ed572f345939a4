import type { RateLimits } from '../../http/rate-limit.ts'
import type { Desk } from './command.ts'
import type { OperatorCallers } from './guard.ts'

/** Where the API of the desk is. */
export const base = '/api/_ops'

export const tag = 'Desk'

/** What the endpoints of the desk work with. */
export interface DeskTools {
  desk: Desk
  limits: RateLimits
  callers: OperatorCallers
}

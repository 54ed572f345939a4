import type { RateLimits } from '../../http/rate-limit.ts'
import type { Desk } from './command.ts'
import type { OperatorCallers } from './guard.ts'

export const base = '/api/_ops'

/** Of its page and of its API. They have an app of their own, which is made at its first request. */
export const isDeskPath = (path: string): boolean => /^\/(ops|api\/_ops)(\/|$)/.test(path)

export const tag = 'Desk'

export interface DeskTools {
  desk: Desk
  limits: RateLimits
  callers: OperatorCallers
}

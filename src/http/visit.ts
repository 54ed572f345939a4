import { Elysia } from 'elysia'
import type { Caller } from '../domain/auth/session.ts'
import { AppError } from '../errors.ts'
import type { BodyLimits } from './body.ts'

/** What is known of one request while it is under way. */
export interface Visit {
  /** In the log and in the X-Request-Id header. */
  id: string
  /** From `performance.now()`. */
  startedAt: number
  caller: Caller | null
  /** How long a body may be and may take; null where the operation reads none. */
  bodyLimits: BodyLimits | null
  /** What was thrown, when it was a fault of ours. */
  fault: unknown
}

const none: Visit = { id: '', startedAt: 0, caller: null, bodyLimits: null, fault: null }

/** Gives every context a `visit`. The gate puts the real one there before anything else happens. */
export const visits = new Elysia({ name: 'visit' }).decorate('visit', none)

/** For the routes of people who are logged in: gives the handlers `caller`. The gate has refused everybody else. */
export const signedIn = new Elysia({ name: 'signed-in' })
  .use(visits)
  .resolve({ as: 'scoped' }, ({ visit }) => {
    if (!visit.caller) throw new AppError('NOT_AUTHENTICATED')
    return { caller: visit.caller }
  })

import type { Context } from '../../context.ts'
import type { DiskSpace } from '../../files/disk-space.ts'
import type { RouteDurations } from '../../http/request-durations.ts'
import type { RequestMinute } from '../../http/request-history.ts'
import type { Bound } from '../../lib/bound.ts'

/** What a running server knows about itself. */
export interface ServerState {
  /** Milliseconds since 1970. */
  startedAtMs: number
  disk: DiskSpace
  bounds: readonly Bound[]
  minutes(): readonly RequestMinute[]
  routes(): RouteDurations[]
}

const states = new WeakMap<Context, ServerState>()

/** Called once by the app of a context, by which the command line finds the state. */
export const setServerState = (ctx: Context, state: ServerState): void => {
  states.set(ctx, state)
}

/** Null where a command is executed without a server. */
export const findServerState = (ctx: Context): ServerState | null => states.get(ctx) ?? null

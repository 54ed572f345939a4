import type { App } from '../app.ts'
import { type Context, disposeContext } from '../context.ts'
import { type CloseCause, closeCodes } from '../realtime/close-codes.ts'
import type { Bots } from './bots/bots.ts'
import type { BotSettings } from './bots/runner.ts'
import type { FaultRules } from './fault-rules.ts'
import type { Hints } from './hints.ts'
import type { MovableClock } from './movable-clock.ts'
import type { RequestLines } from './request-lines.ts'
import type { TrafficLog } from './traffic-log.ts'

export interface WorldContext {
  /** As in the `X-World` header; empty for the main world, which is in the data folder. */
  readonly name: string
  readonly ctx: Context
  readonly clock: MovableClock
  readonly bots: Bots
  readonly rules: FaultRules
  readonly hints: Hints
  readonly requestLines: RequestLines
  readonly traffic: TrafficLog
  /** Of the app of this world. */
  routes(): readonly { method: string; path: string }[]
}

export interface World extends WorldContext {
  readonly app: App
  activeRequests: number
  firstHint: string | null
  readonly evictionHint: string | null
}

export const runningSettingsOf = (bots: Bots): BotSettings | null =>
  bots.state().isRunning ? bots.state() : null

export const closeWorld = async (
  { ctx, clock, bots }: World,
  cause: CloseCause = closeCodes.WORLD_RESTORED,
): Promise<void> => {
  ctx.hub.endAll(cause)
  bots.stop()
  clock.stop()
  await disposeContext(ctx)
}

import { type App, createApp } from '../app.ts'
import type { Config } from '../config.ts'
import { type Context, createContext } from '../context.ts'
import { endpointsOf } from '../http/adapter.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { systemClock } from '../lib/clock.ts'
import type { Bots } from './bots/bots.ts'
import type { BotSettings } from './bots/runner.ts'
import type { Checkpoints } from './checkpoints.ts'
import { documentAdditionsOf } from './document-additions.ts'
import { FaultRules } from './fault-rules.ts'
import { Hints } from './hints.ts'
import { type ClockState, type MovableClock, movableClock } from './movable-clock.ts'
import { createOverlayFiles } from './overlay-files.ts'
import { RequestLines } from './request-lines.ts'
import { SharedSessions } from './shared-sessions.ts'
import type { SocketProxy } from './socket-proxy.ts'
import type { TrafficFeed } from './traffic-feed.ts'
import { TrafficLog } from './traffic-log.ts'
import type { World, WorldContext } from './world.ts'

export interface OpeningOptions {
  settings: BotSettings | null
  evictionHint: string | null
}

export interface BuildingOptions {
  config: Config
  openMain(clock: MovableClock): Context | Promise<Context>
  createBots(ctx: Context): Bots
  createControls(world: WorldContext): Endpoint[]
  socketProxy: SocketProxy
  feed: TrafficFeed
}

export const mainName = ''

export class WorldBuilder {
  readonly #options: BuildingOptions
  readonly #checkpoints: Checkpoints
  readonly #sessions = new SharedSessions(mainName)

  constructor(options: BuildingOptions, checkpoints: Checkpoints) {
    this.#options = options
    this.#checkpoints = checkpoints
  }

  /** @throws AppError RESOURCE_NOT_FOUND */
  openInMemory(name: string, checkpoint: string, main: World, options: OpeningOptions): World {
    const { database, files, clock: state } = this.#checkpoints.read(checkpoint)
    const clock = movableClock(systemClock, state)
    const config = { ...this.#options.config, dataDir: ':memory:' }
    const { secretKey, log } = main.ctx
    const overlay = createOverlayFiles(files, clock)
    const ctx = createContext(config, { clock, log, secretKey, image: database, files: overlay })
    return this.build(name, ctx, clock, options)
  }

  async openRestored(state: ClockState, options: OpeningOptions): Promise<World> {
    const clock = movableClock(systemClock, state)
    return this.build(mainName, await this.#options.openMain(clock), clock, options)
  }

  build(name: string, opened: Context, clock: MovableClock, options: OpeningOptions): World {
    const { settings, evictionHint } = options
    const ctx = this.#sessions.share(name, opened)
    const bots = this.#options.createBots(ctx)
    const rules = new FaultRules(ctx.newId)
    const requestLines = new RequestLines()
    const traffic = new TrafficLog(name, this.#options.feed)
    const routes = () => endpointsOf(app)
    const world = { name, ctx, clock, bots, rules, hints: new Hints(), requestLines, traffic, routes }
    const controls = this.#options.createControls(world)
    const server = this.#serverOf(world, evictionHint !== null)
    const app: App = createApp(ctx, {
      server,
      controls,
      logRequest: completed => requestLines.hold(completed),
      documentAdditions: documentAdditionsOf(world),
    })
    if (settings)
      bots.start(settings).catch(error => ctx.log.error({ err: error }, 'The bots could not continue.'))
    return { ...world, app, activeRequests: 0, firstHint: evictionHint, evictionHint }
  }

  #serverOf({ name, ctx: { config }, rules, traffic }: WorldContext, isReplacement: boolean) {
    const conditionsOf = (userId: string | null) => rules.conditionsOf(userId)
    return this.#options.socketProxy.serverOf({ name, config, isReplacement, conditionsOf, traffic })
  }
}

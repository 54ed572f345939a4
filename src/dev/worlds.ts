import { LRUCache } from 'lru-cache'
import { type App, createApp } from '../app.ts'
import type { Config } from '../config.ts'
import { type Context, createContext, disposeContext } from '../context.ts'
import { AppError } from '../errors.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { systemClock } from '../lib/clock.ts'
import { closeCodes } from '../realtime/close-codes.ts'
import type { Bots } from './bots/bots.ts'
import type { BotSettings } from './bots/runner.ts'
import { Checkpoints, startCheckpoint } from './checkpoints.ts'
import { FaultRules } from './fault-rules.ts'
import { Hints } from './hints.ts'
import { type ClockState, type MovableClock, movableClock } from './movable-clock.ts'
import { createOverlayFiles } from './overlay-files.ts'
import type { SocketProxy } from './socket-proxy.ts'

/** A marketplace of a development server, with everything that controls it. */
export interface WorldContext {
  /** As in the `X-World` header. The main world, whose data is in the data folder, has an empty name. */
  readonly name: string
  readonly ctx: Context
  readonly clock: MovableClock
  readonly bots: Bots
  readonly rules: FaultRules
  readonly hints: Hints
}

export interface World extends WorldContext {
  readonly app: App
  activeRequests: number
}

interface WorldsOptions {
  config: Config
  /** Opens the data folder on a clock. */
  openMain(clock: MovableClock): Context
  /** Fills the main world if it is empty. */
  fill(ctx: Context): Promise<void>
  /** Creates the bots of a world, without starting them. */
  createBots(ctx: Context): Bots
  /** Creates the endpoints that control a world. */
  createControls(world: WorldContext, worlds: Worlds): Endpoint[]
  socketProxy: SocketProxy
}

/** How many worlds exist beside the main one; the least recently used is closed. */
export const maxNamedWorlds = 16

/** How long a restore waits for active requests of its world. */
const drainTimeoutMs = 1000

const mainName = ''

/** A name, or a name with the checkpoint that the world is created from: `worker-1`, `worker-1@paid`. */
const worldName = /^[a-z0-9-]{1,40}(?:@([a-z0-9-]{1,40}))?$/

/** All worlds of a development server, and the checkpoints they are created from. */
export class Worlds {
  readonly checkpoints: Checkpoints
  /** The current main world; a restore replaces it. */
  main: World
  readonly #options: WorldsOptions
  /** Resolves when the main world is open, after a restore too. */
  #mainReady: Promise<World>
  /** Restores in progress. Each is an active request of its world as well. */
  #restores = 0
  readonly #named = new LRUCache<string, Promise<World>>({
    max: maxNamedWorlds,
    dispose: world => void world.then(closeWorld, () => {}),
  })

  private constructor(options: WorldsOptions, ctx: Context, clock: MovableClock) {
    this.#options = options
    this.checkpoints = new Checkpoints(options.config.dataDir)
    this.main = this.#build(mainName, ctx, clock, null)
    this.#mainReady = Promise.resolve(this.main)
  }

  /** Opens and fills the main world, and saves the checkpoint `start` if there is none. */
  static async start(options: WorldsOptions): Promise<Worlds> {
    const clock = movableClock(systemClock)
    const ctx = options.openMain(clock)
    try {
      await options.fill(ctx)
      const worlds = new Worlds(options, ctx, clock)
      if (!worlds.checkpoints.has(startCheckpoint))
        await worlds.checkpoints.create(startCheckpoint, ctx, clock)
      return worlds
    } catch (error) {
      await disposeContext(ctx)
      throw error
    }
  }

  /**
   * A world by its name; a named world that does not exist is created. Resolves after a restore in progress.
   * @throws AppError BAD_REQUEST, RESOURCE_NOT_FOUND
   */
  find(name: string): Promise<World> {
    if (name === mainName) return this.#mainReady
    const known = this.#named.get(name)
    if (known) return known
    const match = worldName.exec(name)
    if (!match) {
      const sentence =
        'X-World must be a name of 1 to 40 small letters, digits and hyphens, and may end in @checkpoint.'
      throw new AppError('BAD_REQUEST', sentence)
    }
    return this.#fork(name, match[1] ?? startCheckpoint)
  }

  /** The names of all worlds but the main one, the most recently used first. */
  names(): string[] {
    return [...this.#named.keys()]
  }

  /** Closes a named world and deletes its data. @throws AppError RESOURCE_NOT_FOUND */
  remove(name: string): void {
    if (!this.#named.delete(name)) throw new AppError('RESOURCE_NOT_FOUND', `There is no world "${name}".`)
  }

  /**
   * Restores the data, uploads and clock of a world. Its sockets are closed, its rules and hints are deleted, and its
   * bots continue with the same settings if they were running.
   * @throws AppError RESOURCE_NOT_FOUND
   */
  async restore(name: string, checkpoint: string): Promise<void> {
    this.checkpoints.describe(checkpoint)
    this.#restores += 1
    try {
      if (name === mainName) {
        this.#mainReady = this.#mainReady.then(main => this.#restoreMain(main, checkpoint))
        await this.#mainReady
      } else {
        const { bots } = await this.find(name)
        const settings = runningSettingsOf(bots)
        this.#named.delete(name)
        await this.#fork(name, checkpoint, settings)
      }
    } finally {
      this.#restores -= 1
    }
  }

  async close(): Promise<void> {
    const worlds = await Promise.all([...this.#named.values()])
    this.#named.clear()
    await Promise.all(worlds.map(closeWorld))
    await closeWorld(await this.#mainReady)
    this.checkpoints.close()
  }

  #fork(name: string, checkpoint: string, settings: BotSettings | null = null): Promise<World> {
    const world = this.#mainReady.then(main => this.#openInMemory(name, checkpoint, main, settings))
    this.#named.set(name, world)
    world.catch(() => this.#named.delete(name))
    return world
  }

  /** Opens a copy of a checkpoint in memory. @throws AppError RESOURCE_NOT_FOUND */
  #openInMemory(name: string, checkpoint: string, main: World, settings: BotSettings | null): World {
    const { database, files, clock: state } = this.checkpoints.read(checkpoint)
    const clock = movableClock(systemClock, state)
    const config = { ...this.#options.config, dataDir: ':memory:' }
    const { secretKey, log } = main.ctx
    const overlay = createOverlayFiles(files, clock)
    const ctx = createContext(config, { clock, log, secretKey, image: database, files: overlay })
    return this.#build(name, ctx, clock, settings)
  }

  async #restoreMain(main: World, checkpoint: string): Promise<World> {
    const settings = runningSettingsOf(main.bots)
    main.ctx.hub.endAll(closeCodes.WORLD_RESTORED)
    const deadlineMs = systemClock.elapsed() + drainTimeoutMs
    while (main.activeRequests > this.#restores && systemClock.elapsed() < deadlineMs) await Bun.sleep(1)
    await closeWorld(main)
    this.main =
      this.#options.config.dataDir === ':memory:'
        ? this.#openInMemory(mainName, checkpoint, main, settings)
        : this.#openRestored(this.checkpoints.restore(checkpoint), settings)
    return this.main
  }

  #openRestored(state: ClockState, settings: BotSettings | null): World {
    const clock = movableClock(systemClock, state)
    return this.#build(mainName, this.#options.openMain(clock), clock, settings)
  }

  #build(name: string, ctx: Context, clock: MovableClock, settings: BotSettings | null): World {
    const bots = this.#options.createBots(ctx)
    const rules = new FaultRules(ctx.newId)
    const world = { name, ctx, clock, bots, rules, hints: new Hints() }
    const controls = this.#options.createControls(world, this)
    const app = createApp(ctx, { server: this.#serverOf(world), controls })
    if (settings)
      bots.start(settings).catch(error => ctx.log.error({ err: error }, 'The bots could not continue.'))
    return { ...world, app, activeRequests: 0 }
  }

  #serverOf({ name, ctx: { config }, rules }: WorldContext) {
    const conditionsOf = (userId: string | null) => rules.conditionsOf(userId)
    return this.#options.socketProxy.serverOf({ name, config, conditionsOf })
  }
}

/** The settings of bots, or null if they do not run. */
const runningSettingsOf = (bots: Bots): BotSettings | null => (bots.state().isRunning ? bots.state() : null)

const closeWorld = async ({ ctx, clock, bots }: World): Promise<void> => {
  ctx.hub.endAll(closeCodes.WORLD_RESTORED)
  bots.stop()
  clock.stop()
  await disposeContext(ctx)
}

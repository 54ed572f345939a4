import type { AnyElysia } from 'elysia'
import { LRUCache } from 'lru-cache'
import { type App, createApp } from '../app.ts'
import type { Config } from '../config.ts'
import { type Context, createContext, disposeContext } from '../context.ts'
import { AppError } from '../errors.ts'
import { systemClock } from '../lib/clock.ts'
import { closeCodes } from '../realtime/close-codes.ts'
import type { Cast } from './cast/cast.ts'
import type { CastWish } from './cast/play.ts'
import { Checkpoints, startCheckpoint } from './checkpoints.ts'
import { Coach } from './coach.ts'
import { createLayeredFiles } from './layered-files.ts'
import { type ClockState, type MovableClock, movableClock } from './movable-clock.ts'
import { StandingRules } from './standing-rules.ts'
import type { Switchboard } from './switchboard.ts'

/** A marketplace for development, with all that acts on it. */
export interface Scene {
  /** As in the `X-World` header; the main world, whose data is in the data folder, has an empty one. */
  readonly name: string
  readonly ctx: Context
  readonly clock: MovableClock
  readonly cast: Cast
  readonly rules: StandingRules
  readonly coach: Coach
}

export interface World extends Scene {
  readonly app: App
  /** Requests under way. */
  busy: number
}

interface Platform {
  config: Config
  /** Opens the data folder on a clock. */
  openMain(clock: MovableClock): Context
  /** Fills the main world, where it is empty. */
  fill(ctx: Context): Promise<void>
  /** The simulated people of a world; they wait until they are told to begin. */
  castOf(ctx: Context): Cast
  /** The routes that control a world. */
  controlsOf(scene: Scene, stage: Stage): AnyElysia
  switchboard: Switchboard
}

/** How many worlds there may be beside the main one; the one that was used least lately goes. */
const maxNamedWorlds = 16

/** How long requests under way may take before their world is put back beneath them. */
const maxPatienceMs = 1000

const mainName = ''

/** A name of our own, or one with the checkpoint it begins with: `worker-1`, `worker-1@paid`. */
const worldName = /^[a-z0-9-]{1,40}(?:@([a-z0-9-]{1,40}))?$/

/** All worlds of a server for development, and the checkpoints they come from. */
export class Stage {
  readonly checkpoints: Checkpoints
  readonly #platform: Platform
  /** The main world of the moment. */
  main: World
  /** Kept when the main world is there again. */
  #mainReady: Promise<World>
  /** Restores under way; each is itself a request under way. */
  #restores = 0
  readonly #named = new LRUCache<string, Promise<World>>({
    max: maxNamedWorlds,
    dispose: world => void world.then(closeWorld, () => {}),
  })

  private constructor(platform: Platform, ctx: Context, clock: MovableClock) {
    this.#platform = platform
    this.checkpoints = new Checkpoints(platform.config.dataDir)
    this.main = this.#build(mainName, ctx, clock, null)
    this.#mainReady = Promise.resolve(this.main)
  }

  /** Opens the main world, fills it, and keeps the state it starts with. */
  static async open(platform: Platform): Promise<Stage> {
    const clock = movableClock(systemClock)
    const ctx = platform.openMain(clock)
    try {
      await platform.fill(ctx)
      const stage = new Stage(platform, ctx, clock)
      if (!stage.checkpoints.has(startCheckpoint)) await stage.checkpoints.take(startCheckpoint, ctx, clock)
      return stage
    } catch (error) {
      await disposeContext(ctx)
      throw error
    }
  }

  /**
   * A world by its name; a named one that is not there begins now. Waits while it is being put back.
   * @throws AppError BAD_REQUEST, RESOURCE_NOT_FOUND
   */
  world(name: string): Promise<World> {
    if (name === mainName) return this.#mainReady
    const known = this.#named.get(name)
    if (known) return known
    const parts = worldName.exec(name)
    if (!parts) {
      const sentence =
        'X-World must be a name of 1 to 40 small letters, digits and hyphens, and may end in @checkpoint.'
      throw new AppError('BAD_REQUEST', sentence)
    }
    return this.#begin(name, parts[1] ?? startCheckpoint)
  }

  /** The names of the worlds beside the main one, the one used last first. */
  names(): string[] {
    return [...this.#named.keys()]
  }

  /** Forgets a named world. @throws AppError RESOURCE_NOT_FOUND */
  end(name: string): void {
    if (!this.#named.delete(name)) throw new AppError('RESOURCE_NOT_FOUND', `There is no world "${name}".`)
  }

  /**
   * Puts a world back to a checkpoint: its data, its pictures and its clock. Its sockets are told to load anew; rules
   * and hints are forgotten; its cast goes on as it did.
   * @throws AppError RESOURCE_NOT_FOUND
   */
  async restore(name: string, checkpoint: string): Promise<void> {
    this.checkpoints.describe(checkpoint)
    this.#restores += 1
    try {
      if (name === mainName) {
        this.#mainReady = this.#mainReady.then(main => this.#putBack(main, checkpoint))
        await this.#mainReady
      } else {
        const { cast } = await this.world(name)
        const wish = wishOf(cast)
        this.#named.delete(name)
        await this.#begin(name, checkpoint, wish)
      }
    } finally {
      this.#restores -= 1
    }
  }

  /** Gives the main world the server it runs on, once that listens. */
  attach(): void {
    this.main.app.server = this.#serverOf(this.main)
  }

  async close(): Promise<void> {
    const worlds = await Promise.all([...this.#named.values()])
    this.#named.clear()
    await Promise.all(worlds.map(closeWorld))
    await closeWorld(await this.#mainReady)
    this.checkpoints.close()
  }

  #begin(name: string, checkpoint: string, wish: CastWish | null = null): Promise<World> {
    const begun = this.#mainReady.then(main => this.#open(name, checkpoint, main, wish))
    this.#named.set(name, begun)
    begun.catch(() => this.#named.delete(name))
    return begun
  }

  /** A world in memory that begins with a checkpoint. @throws AppError RESOURCE_NOT_FOUND */
  #open(name: string, checkpoint: string, main: World, wish: CastWish | null): World {
    const { image, files, clock: state } = this.checkpoints.read(checkpoint)
    const clock = movableClock(systemClock, state)
    const config = { ...this.#platform.config, dataDir: ':memory:' }
    const { secretKey, log } = main.ctx
    const layered = createLayeredFiles(files, clock)
    const ctx = createContext(config, { clock, log, secretKey, image, files: layered })
    return this.#build(name, ctx, clock, wish)
  }

  async #putBack(main: World, checkpoint: string): Promise<World> {
    const wish = wishOf(main.cast)
    main.ctx.hub.endAll(closeCodes.WORLD_RESTORED)
    const patientUntil = systemClock.now() + maxPatienceMs
    while (main.busy > this.#restores && systemClock.now() < patientUntil) await Bun.sleep(1)
    await closeWorld(main)
    this.main =
      this.#platform.config.dataDir === ':memory:'
        ? this.#open(mainName, checkpoint, main, wish)
        : this.#reopenMain(this.checkpoints.putBack(checkpoint), wish)
    return this.main
  }

  #reopenMain(state: ClockState, wish: CastWish | null): World {
    const clock = movableClock(systemClock, state)
    return this.#build(mainName, this.#platform.openMain(clock), clock, wish)
  }

  #build(name: string, ctx: Context, clock: MovableClock, wish: CastWish | null): World {
    const { castOf, controlsOf } = this.#platform
    const cast = castOf(ctx)
    const rules = new StandingRules(ctx.newId)
    const coach = new Coach()
    const scene = { name, ctx, clock, cast, rules, coach }
    const app = createApp(ctx, controlsOf(scene, this))
    app.server = this.#serverOf(scene)
    if (wish) cast.start(wish).catch(error => ctx.log.error({ err: error }, 'The cast could not go on.'))
    return { ...scene, app, busy: 0 }
  }

  #serverOf({ name, ctx: { config }, rules }: Scene) {
    return this.#platform.switchboard.serverOf({
      name,
      config,
      faultsOf: userId => rules.faultsOf(userId),
    })
  }
}

/** How a cast acts, or null where it does not. */
const wishOf = (cast: Cast): CastWish | null => (cast.state().isRunning ? cast.state() : null)

const closeWorld = async ({ ctx, clock, cast }: World): Promise<void> => {
  ctx.hub.endAll(closeCodes.WORLD_RESTORED)
  cast.stop()
  clock.stop()
  await disposeContext(ctx)
}

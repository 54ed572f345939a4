import type { AnyElysia } from 'elysia'
import { LRUCache } from 'lru-cache'
import { type App, createApp } from '../app.ts'
import type { Config } from '../config.ts'
import { type Context, createContext, disposeContext } from '../context.ts'
import { AppError } from '../errors.ts'
import { systemClock } from '../lib/clock.ts'
import { Checkpoints, startCheckpoint } from './checkpoints.ts'
import { createLayeredFiles } from './layered-files.ts'
import { type ClockState, type MovableClock, movableClock } from './movable-clock.ts'

/** A marketplace as its controls know it. */
export interface Scene {
  /** As in the `X-World` header; the main world, whose data is in the data folder, has an empty one. */
  readonly name: string
  readonly ctx: Context
  readonly clock: MovableClock
}

export interface World extends Scene {
  readonly app: App
  /** Requests under way. */
  busy: number
}

export interface Platform {
  config: Config
  /** Opens the data folder on a clock. */
  openMain(clock: MovableClock): Context
  /** Fills the main world, where it is empty. */
  fill(ctx: Context): Promise<void>
  /** The routes that control a world. */
  controlsOf(scene: Scene): AnyElysia
  /** What a world takes for the server it runs on. */
  serverOf(name: string): Bun.Server<unknown> | null
}

/** How many worlds there may be beside the main one; the one that was used least lately goes. */
const mostNamedWorlds = 16

/** How long requests under way may take before their world is put back beneath them. */
const mostPatienceMs = 1000

const mainName = ''

/** A name of our own, or one with the checkpoint it begins with: `worker-1`, `worker-1@paid`. */
const worldName = /^[a-z0-9-]{1,40}(?:@([a-z0-9-]{1,40}))?$/

/** All worlds of a server for development, and the checkpoints they come from. */
export class Stage {
  readonly checkpoints: Checkpoints
  readonly #platform: Platform
  #main: Promise<World>
  /** Restores under way; each is itself a request under way. */
  #restores = 0
  readonly #named = new LRUCache<string, Promise<World>>({
    max: mostNamedWorlds,
    dispose: world => void world.then(closeWorld, () => {}),
  })

  private constructor(platform: Platform, main: Scene) {
    this.#platform = platform
    this.checkpoints = new Checkpoints(platform.config.dataDir)
    this.#main = Promise.resolve(this.#build(main))
  }

  /** Opens the main world, fills it, and keeps the state it starts with. */
  static async open(platform: Platform): Promise<Stage> {
    const clock = movableClock(systemClock)
    const ctx = platform.openMain(clock)
    try {
      await platform.fill(ctx)
      const stage = new Stage(platform, { name: mainName, ctx, clock })
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
    if (name === mainName) return this.#main
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

  /** Puts a world back to a checkpoint; its sockets are told to load anew. @throws AppError RESOURCE_NOT_FOUND */
  async restore(name: string, checkpoint: string): Promise<void> {
    this.checkpoints.describe(checkpoint)
    this.#restores += 1
    try {
      if (name === mainName) {
        this.#main = this.#main.then(main => this.#putBack(main, checkpoint))
        await this.#main
      } else {
        this.#named.delete(name)
        await this.#begin(name, checkpoint)
      }
    } finally {
      this.#restores -= 1
    }
  }

  /** Gives every world the server it runs on, once that listens. */
  async attach(): Promise<void> {
    const main = await this.#main
    main.app.server = this.#platform.serverOf(mainName)
  }

  async close(): Promise<void> {
    const worlds = await Promise.all([...this.#named.values()])
    this.#named.clear()
    await Promise.all(worlds.map(closeWorld))
    await closeWorld(await this.#main)
    this.checkpoints.close()
  }

  #begin(name: string, checkpoint: string): Promise<World> {
    const { image, files, clock: state } = this.checkpoints.read(checkpoint)
    const begun = this.#main.then(({ ctx: { secretKey, log } }) => {
      const clock = movableClock(systemClock, state)
      const config = { ...this.#platform.config, dataDir: ':memory:' }
      const layered = createLayeredFiles(files, clock)
      const ctx = createContext(config, { clock, log, secretKey, image, files: layered })
      return this.#build({ name, ctx, clock })
    })
    this.#named.set(name, begun)
    begun.catch(() => this.#named.delete(name))
    return begun
  }

  async #putBack(main: World, checkpoint: string): Promise<World> {
    main.ctx.hub.endAll('WORLD_RESTORED')
    const patientUntil = systemClock.now() + mostPatienceMs
    while (main.busy > this.#restores && systemClock.now() < patientUntil) await Bun.sleep(1)
    await closeWorld(main)
    return this.#build(this.#openMain(this.checkpoints.putBack(checkpoint)))
  }

  #openMain(state: ClockState): Scene {
    const clock = movableClock(systemClock, state)
    return { name: mainName, ctx: this.#platform.openMain(clock), clock }
  }

  #build(scene: Scene): World {
    const app = createApp(scene.ctx, this.#platform.controlsOf(scene))
    app.server = this.#platform.serverOf(scene.name)
    return { ...scene, app, busy: 0 }
  }
}

const closeWorld = async ({ ctx, clock }: World): Promise<void> => {
  ctx.hub.endAll('WORLD_RESTORED')
  clock.stop()
  await disposeContext(ctx)
}

import { LRUCache } from 'lru-cache'
import { type Context, disposeContext } from '../context.ts'
import type { FileId } from '../domain/ids.ts'
import { AppError } from '../errors.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { systemClock } from '../lib/clock.ts'
import { closeCodes } from '../realtime/close-codes.ts'
import type { BotSettings } from './bots/runner.ts'
import { Checkpoints, startCheckpoint } from './checkpoints.ts'
import { Evictions } from './evictions.ts'
import { type MovableClock, movableClock } from './movable-clock.ts'
import type { LogEntry } from './traffic-log.ts'
import { closeWorld, runningSettingsOf, type World, type WorldContext } from './world.ts'
import { type BuildingOptions, mainName, WorldBuilder } from './world-builder.ts'

interface WorldsOptions extends Omit<BuildingOptions, 'createControls'> {
  fill(ctx: Context): Promise<void>
  createControls(world: WorldContext, worlds: Worlds): Endpoint[]
}

const drainTimeoutMs = 1000

/** `worker-1`, or with a checkpoint `worker-1@paid`. */
const worldName = /^[a-z0-9-]{1,40}(?:@([a-z0-9-]{1,40}))?$/

export class Worlds {
  readonly checkpoints: Checkpoints
  /** A restore replaces it. */
  main: World
  readonly #options: WorldsOptions
  readonly #builder: WorldBuilder
  #mainReady: Promise<World>
  #restores = 0
  readonly #named: LRUCache<string, Promise<World>>
  readonly #evictions: Evictions

  private constructor(options: WorldsOptions, ctx: Context, clock: MovableClock) {
    this.#options = options
    this.checkpoints = new Checkpoints(options.config.dataDir)
    const createControls = (world: WorldContext) => options.createControls(world, this)
    this.#builder = new WorldBuilder({ ...options, createControls }, this.checkpoints)
    const { maxWorlds } = options.config
    this.#evictions = new Evictions(maxWorlds)
    this.#named = new LRUCache<string, Promise<World>>({
      max: maxWorlds,
      dispose: (world, name, reason) => {
        const isEvicted = reason === 'evict'
        if (isEvicted) this.#noteEviction(name)
        const cause = isEvicted ? closeCodes.WORLD_EVICTED : closeCodes.WORLD_RESTORED
        void world.then(opened => closeWorld(opened, cause)).catch(() => {})
      },
    })
    this.main = this.#builder.build(mainName, ctx, clock, { settings: null, evictionHint: null })
    this.#mainReady = Promise.resolve(this.main)
  }

  /** Saves the checkpoint `start` if there is none. */
  static async start(options: WorldsOptions): Promise<Worlds> {
    const clock = movableClock(systemClock)
    const ctx = await options.openMain(clock)
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

  /** Creates a named world; waits for a restore. @throws AppError BAD_REQUEST, RESOURCE_NOT_FOUND */
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

  isOpen(name: string): boolean {
    return name === mainName || this.#named.has(name)
  }

  /** An `<img>` cannot send `X-World`, and ids are unique. */
  async findByFile(id: FileId): Promise<World> {
    const main = await this.#mainReady
    if (await main.ctx.store.uploads.find(id)) return main
    for (const [name, opening] of [...this.#named.entries()]) {
      const world = await opening.catch(() => null)
      if (world && (await world.ctx.store.uploads.find(id))) return this.find(name)
    }
    return main
  }

  names(): string[] {
    return [...this.#named.keys()]
  }

  async traffic(): Promise<LogEntry[]> {
    const named = await Promise.allSettled([...this.#named.values()])
    const open = named.flatMap(world => (world.status === 'fulfilled' ? [world.value] : []))
    return [this.main, ...open].flatMap(({ traffic }) => traffic.list()).sort((a, b) => a.id - b.id)
  }

  /** Deletes its data. @throws AppError RESOURCE_NOT_FOUND */
  remove(name: string): void {
    if (this.#named.delete(name)) return
    const similar = this.names().filter(other => other.startsWith(`${name}@`))
    const names = similar.map(other => `"${other}"`).join(', ')
    const offer = similar.length > 0 ? ` There is ${names}: the checkpoint is a part of the name.` : ''
    throw new AppError('RESOURCE_NOT_FOUND', `There is no world "${name}".${offer}`)
  }

  /** Closes its sockets and deletes its rules and hints. @throws AppError RESOURCE_NOT_FOUND, BAD_REQUEST */
  async restore(name: string, checkpoint: string): Promise<void> {
    this.checkpoints.assertUsable(checkpoint)
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

  /** @returns the checkpoint @throws AppError RESOURCE_NOT_FOUND when it has been deleted */
  async reset(name: string): Promise<string> {
    const checkpoint = worldName.exec(name)?.[1] ?? startCheckpoint
    await this.restore(name, checkpoint)
    return checkpoint
  }

  async close(): Promise<void> {
    const worlds = await Promise.all([...this.#named.values()])
    this.#named.clear()
    await Promise.all(worlds.map(world => closeWorld(world)))
    await closeWorld(await this.#mainReady)
    this.checkpoints.close()
  }

  #fork(name: string, checkpoint: string, settings: BotSettings | null = null): Promise<World> {
    // First, so that a wrong name closes no other world.
    this.checkpoints.assertUsable(checkpoint)
    const evictionHint = this.#evictions.hintForReplacement(name)
    const options = { settings, evictionHint }
    const world = this.#mainReady.then(main => this.#builder.openInMemory(name, checkpoint, main, options))
    this.#named.set(name, world)
    const roomHint = this.#evictions.hintForNewcomer()
    world.then(
      opened => {
        opened.firstHint ??= roomHint
      },
      () => this.#named.delete(name),
    )
    return world
  }

  #noteEviction(name: string) {
    this.#evictions.add(name)
    const { maxWorlds } = this.#options.config
    this.main.ctx.log.warn(
      { world: name, maxWorlds },
      'A world was closed to make room. Raise MAX_WORLDS if it was still in use.',
    )
  }

  async #restoreMain(main: World, checkpoint: string): Promise<World> {
    const options = { settings: runningSettingsOf(main.bots), evictionHint: null }
    main.ctx.hub.endAll(closeCodes.WORLD_RESTORED)
    const deadlineMs = systemClock.elapsed() + drainTimeoutMs
    while (main.activeRequests > this.#restores && systemClock.elapsed() < deadlineMs) await Bun.sleep(1)
    await closeWorld(main)
    this.main =
      this.#options.config.dataDir === ':memory:'
        ? this.#builder.openInMemory(mainName, checkpoint, main, options)
        : await this.#builder.openRestored(this.checkpoints.restore(checkpoint), options)
    return this.main
  }
}

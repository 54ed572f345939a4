import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import type { FileStore } from '../files/file-store.ts'
import { type Timestamp, toTimestamp } from '../lib/timestamp.ts'
import { databaseFileName } from '../storage/sqlite/open.ts'
import type { ClockState, MovableClock } from './movable-clock.ts'

export interface Checkpoint {
  name: string
  createdAt: Timestamp
  databaseBytes: number
  files: number
}

/** What a world begins with. */
export interface Beginning {
  image: Buffer
  files: Map<string, string>
  clock: ClockState
}

/** The state right after the example world was built; `reset` goes back to it. */
export const startCheckpoint = 'start'

/** How many there may be at once. */
const maxCheckpoints = 50

/**
 * Whole states of a world, each in a folder of its own beside the data: the database, the pictures people sent, and
 * where the clock stood.
 */
export class Checkpoints {
  readonly #folder: string

  constructor(private readonly dataDir: string) {
    this.#folder = isInMemory(dataDir)
      ? mkdtempSync(join(tmpdir(), 'chayenity-'))
      : join(dataDir, 'checkpoints')
  }

  has(name: string): boolean {
    return existsSync(join(this.#folder, name))
  }

  /** Takes a checkpoint; one of the same name is replaced. @throws AppError STORAGE_QUOTA_EXCEEDED */
  async take(name: string, ctx: Context, clock: MovableClock): Promise<Checkpoint> {
    if (!this.has(name) && this.list().length >= maxCheckpoints)
      throw new AppError(
        'STORAGE_QUOTA_EXCEEDED',
        `There are ${maxCheckpoints} checkpoints. Delete one first.`,
      )
    // Made under another name: whoever reads meanwhile finds the old one whole.
    const making = join(this.#folder, `.${name}-${ctx.newId()}`)
    mkdirSync(join(making, 'uploads'), { recursive: true })
    await ctx.store.copyTo(join(making, databaseFileName))
    await copyFiles(ctx.files, join(making, 'uploads'))
    const notes: Notes = { ...clock.state(), createdAt: toTimestamp(ctx.clock.now()) }
    writeFileSync(join(making, 'clock.json'), JSON.stringify(notes))
    rmSync(join(this.#folder, name), { recursive: true, force: true })
    renameSync(making, join(this.#folder, name))
    return this.describe(name)
  }

  list(): Checkpoint[] {
    if (!existsSync(this.#folder)) return []
    const names = readdirSync(this.#folder).filter(name => !name.startsWith('.'))
    return names.sort().map(name => this.describe(name))
  }

  /** @throws AppError RESOURCE_NOT_FOUND */
  remove(name: string): void {
    rmSync(this.#pathOf(name), { recursive: true })
  }

  /** @throws AppError RESOURCE_NOT_FOUND */
  read(name: string): Beginning {
    const path = this.#pathOf(name)
    const files = new Map(readdirSync(join(path, 'uploads')).map(file => [file, join(path, 'uploads', file)]))
    return { image: readFileSync(join(path, databaseFileName)), files, clock: readNotes(path) }
  }

  /** Puts a checkpoint in the place of what the data folder holds, which nobody has open. @throws AppError RESOURCE_NOT_FOUND */
  putBack(name: string): ClockState {
    const path = this.#pathOf(name)
    const database = join(this.dataDir, databaseFileName)
    copyFileSync(join(path, databaseFileName), `${database}.new`)
    for (const rest of ['-wal', '-shm']) rmSync(database + rest, { force: true })
    renameSync(`${database}.new`, database)
    putFiles(join(path, 'uploads'), join(this.dataDir, 'uploads'))
    return readNotes(path)
  }

  /** Leaves nothing behind of what was only for this process. */
  close(): void {
    if (isInMemory(this.dataDir)) rmSync(this.#folder, { recursive: true, force: true })
  }

  #pathOf(name: string): string {
    if (!this.has(name)) throw new AppError('RESOURCE_NOT_FOUND', `There is no checkpoint "${name}".`)
    return join(this.#folder, name)
  }

  /** @throws AppError RESOURCE_NOT_FOUND */
  describe(name: string): Checkpoint {
    const path = this.#pathOf(name)
    const { createdAt } = readNotes(path)
    const databaseBytes = statSync(join(path, databaseFileName)).size
    return { name, createdAt, databaseBytes, files: readdirSync(join(path, 'uploads')).length }
  }
}

const isInMemory = (dataDir: string) => dataDir === ':memory:'

interface Notes extends ClockState {
  createdAt: Timestamp
}

const readNotes = (path: string): Notes => JSON.parse(readFileSync(join(path, 'clock.json'), 'utf8')) as Notes // `take` wrote it

const copyFiles = async (files: FileStore, folder: string): Promise<void> => {
  for (const { name } of await files.list('uploads')) {
    const file = await files.read('uploads', name)
    if (file) await Bun.write(join(folder, name), file)
  }
}

/** Files are written once and never changed, so those that are there already are right. */
const putFiles = (from: string, to: string) => {
  mkdirSync(to, { recursive: true })
  const wanted = new Set(readdirSync(from))
  const present = new Set(readdirSync(to))
  for (const name of present) if (!wanted.has(name)) rmSync(join(to, name))
  for (const name of wanted) if (!present.has(name)) copyFileSync(join(from, name), join(to, name))
}

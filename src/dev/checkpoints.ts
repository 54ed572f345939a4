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
import { databaseFileName } from '../storage/sqlite/folder.ts'
import { assertOwnSchemaOf } from '../storage/sqlite/own-schema.ts'
import { StorageError } from '../storage/storage-error.ts'
import type { ClockState, MovableClock } from './movable-clock.ts'

export interface Checkpoint {
  name: string
  createdAt: Timestamp
  databaseBytes: number
  files: number
}

export interface Snapshot {
  database: Buffer
  files: Map<string, string>
  clock: ClockState
}

/** Right after the example data was made; `reset` restores it. */
export const startCheckpoint = 'start'

export const checkpointName = /^[a-z0-9-]{1,40}$/

export const maxCheckpoints = 50

/** Folders of checkpoints that are being written (`.new-…`) or replaced (`.old-…`). */
const [newPrefix, oldPrefix] = ['.new-', '.old-']

export class Checkpoints {
  readonly #folder: string

  constructor(private readonly dataDir: string) {
    this.#folder = isInMemory(dataDir)
      ? mkdtempSync(join(tmpdir(), 'chayenity-'))
      : join(dataDir, 'checkpoints')
    this.#recover()
  }

  has(name: string): boolean {
    return checkpointName.test(name) && existsSync(join(this.#folder, name))
  }

  /** Replaces one of the same name. @throws AppError STORAGE_QUOTA_EXCEEDED, BAD_REQUEST for a bad name */
  async create(name: string, ctx: Context, clock: MovableClock): Promise<Checkpoint> {
    if (!checkpointName.test(name)) throw new AppError('BAD_REQUEST', `"${name}" is no name of a checkpoint.`)
    if (!this.has(name) && this.list().length >= maxCheckpoints)
      throw new AppError(
        'STORAGE_QUOTA_EXCEEDED',
        `There are ${maxCheckpoints} checkpoints. Delete one first.`,
      )
    const tempDir = join(this.#folder, `${newPrefix}${ctx.newId()}`)
    mkdirSync(join(tempDir, 'uploads'), { recursive: true })
    await ctx.store.copyTo(join(tempDir, databaseFileName))
    await copyFiles(ctx.files, join(tempDir, 'uploads'))
    const metadata: Metadata = { ...clock.state(), createdAt: toTimestamp(ctx.clock.now()) }
    writeFileSync(join(tempDir, 'clock.json'), JSON.stringify(metadata))
    this.#replace(name, tempDir)
    return this.describe(name)
  }

  list(): Checkpoint[] {
    if (!existsSync(this.#folder)) return []
    const names = readdirSync(this.#folder).filter(name => checkpointName.test(name))
    return names.sort().map(name => this.describe(name))
  }

  /** @throws AppError RESOURCE_NOT_FOUND */
  remove(name: string): void {
    rmSync(this.#pathOf(name), { recursive: true })
  }

  /** @throws AppError RESOURCE_NOT_FOUND */
  read(name: string): Snapshot {
    const path = this.#pathOf(name)
    const files = new Map(readdirSync(join(path, 'uploads')).map(file => [file, join(path, 'uploads', file)]))
    return { database: readFileSync(join(path, databaseFileName)), files, clock: readMetadata(path) }
  }

  /** The data folder must not be open. @throws AppError RESOURCE_NOT_FOUND */
  restore(name: string): ClockState {
    const path = this.#pathOf(name)
    const database = join(this.dataDir, databaseFileName)
    const [savedUploads, uploads] = [join(path, 'uploads'), join(this.dataDir, 'uploads')]
    // Every file of either database is there at the rename, so an interruption loses none.
    copyMissingFiles(savedUploads, uploads)
    copyFileSync(join(path, databaseFileName), `${database}.new`)
    for (const suffix of ['-wal', '-shm']) rmSync(database + suffix, { force: true })
    renameSync(`${database}.new`, database)
    removeOtherFiles(savedUploads, uploads)
    return readMetadata(path)
  }

  close(): void {
    if (isInMemory(this.dataDir)) rmSync(this.#folder, { recursive: true, force: true })
  }

  /** To be called first. @throws AppError RESOURCE_NOT_FOUND, BAD_REQUEST for a foreign schema */
  assertUsable(name: string): void {
    try {
      assertOwnSchemaOf(join(this.#pathOf(name), databaseFileName))
    } catch (error) {
      if (error instanceof StorageError) throw new AppError('BAD_REQUEST', error.message)
      throw error
    }
  }

  /** @throws AppError RESOURCE_NOT_FOUND */
  describe(name: string): Checkpoint {
    const path = this.#pathOf(name)
    const { createdAt } = readMetadata(path)
    const databaseBytes = statSync(join(path, databaseFileName)).size
    return { name, createdAt, databaseBytes, files: readdirSync(join(path, 'uploads')).length }
  }

  #pathOf(name: string): string {
    if (!this.has(name)) throw new AppError('RESOURCE_NOT_FOUND', `There is no checkpoint "${name}".`)
    return join(this.#folder, name)
  }

  /** A folder cannot be renamed over another. */
  #replace(name: string, tempDir: string): void {
    const [path, oldPath] = [join(this.#folder, name), join(this.#folder, oldPrefix + name)]
    if (existsSync(path)) renameSync(path, oldPath)
    renameSync(tempDir, path)
    rmSync(oldPath, { recursive: true, force: true })
  }

  #recover(): void {
    if (!existsSync(this.#folder)) return
    for (const entry of readdirSync(this.#folder).filter(entry => entry.startsWith('.'))) {
      const path = join(this.#folder, entry)
      const name = entry.slice(oldPrefix.length)
      if (entry.startsWith(oldPrefix) && checkpointName.test(name) && !this.has(name))
        renameSync(path, join(this.#folder, name))
      else rmSync(path, { recursive: true, force: true })
    }
  }
}

const isInMemory = (dataDir: string) => dataDir === ':memory:'

interface Metadata extends ClockState {
  createdAt: Timestamp
}

const readMetadata = (path: string): Metadata =>
  JSON.parse(readFileSync(join(path, 'clock.json'), 'utf8')) as Metadata // `create` wrote it

const copyFiles = async (files: FileStore, folder: string): Promise<void> => {
  for (const { name } of await files.list('uploads')) {
    const file = await files.read('uploads', name)
    if (file) await Bun.write(join(folder, name), file instanceof Blob ? file : await file.bytes())
  }
}

/** Uploads never change, so a file of the same name has the same content. */
const copyMissingFiles = (from: string, to: string) => {
  mkdirSync(to, { recursive: true })
  const present = new Set(readdirSync(to))
  for (const name of readdirSync(from)) if (!present.has(name)) copyFileSync(join(from, name), join(to, name))
}

const removeOtherFiles = (saved: string, folder: string) => {
  const wanted = new Set(readdirSync(saved))
  for (const name of readdirSync(folder)) if (!wanted.has(name)) rmSync(join(folder, name))
}

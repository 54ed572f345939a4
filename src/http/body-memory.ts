import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { AppError } from '../errors.ts'
import type { Bound } from '../lib/bound.ts'

export interface BodyMemoryLimits {
  /** Short bodies reserve their declared length. */
  shortBytes: number
  /** All other bodies in memory. The rest goes to temporary files. */
  memoryBytes: number
  diskBytes: number
  /** For each user, so that a few accounts cannot fill the disk for all. */
  userDiskBytes: number
  loadedAtOnce: number
  maxWaiting: number
}

const mib = 1024 ** 2

const usualLimits: BodyMemoryLimits = {
  shortBytes: 32 * mib,
  memoryBytes: 64 * mib,
  diskBytes: 512 * mib,
  userDiskBytes: 64 * mib,
  loadedAtOnce: 2,
  maxWaiting: 16,
}

const overloaded = () =>
  new AppError('OVERLOADED', 'Too many bodies are arriving at the moment. Try again in some seconds.', {
    retryAfterSeconds: 5,
  })

export class BodyMemory {
  #shortBytes = 0
  #memoryBytes = 0
  #diskBytes = 0
  readonly #userDiskBytes = new Map<string, number>()
  readonly #loading
  readonly #folder: string

  /** @param dataDir for temporary files; `/tmp` is in memory on many systems */
  constructor(
    dataDir: string,
    private readonly limits: BodyMemoryLimits = usualLimits,
  ) {
    this.#folder = dataDir === ':memory:' ? tmpdir() : dataDir
    this.#loading = pLimit(limits.loadedAtOnce)
  }

  figures(): { memoryBytes: number; diskBytes: number } {
    return { memoryBytes: this.#shortBytes + this.#memoryBytes, diskBytes: this.#diskBytes }
  }

  get bounds(): readonly Bound[] {
    const { shortBytes, memoryBytes, diskBytes, maxWaiting } = this.limits
    return [
      { name: 'short_body_bytes', max: shortBytes, used: () => this.#shortBytes, atBound: 'rejects' },
      { name: 'body_memory_bytes', max: memoryBytes, used: () => this.#memoryBytes, atBound: 'waits' },
      { name: 'body_disk_bytes', max: diskBytes, used: () => this.#diskBytes, atBound: 'rejects' },
      { name: 'bodies_waiting', max: maxWaiting, used: () => this.#loading.pendingCount, atBound: 'rejects' },
    ]
  }

  /** The caller releases it. @throws AppError OVERLOADED */
  reserveShort(bytes: number): void {
    if (this.#shortBytes + bytes > this.limits.shortBytes) throw overloaded()
    this.#shortBytes += bytes
  }

  releaseShort(bytes: number): void {
    this.#shortBytes -= bytes
  }

  /** @returns false when the bytes have to go to a file */
  reserve(bytes: number): boolean {
    if (this.#memoryBytes + bytes > this.limits.memoryBytes) return false
    this.#memoryBytes += bytes
    return true
  }

  release(bytes: number): void {
    this.#memoryBytes -= bytes
  }

  /** @param user null where nobody is known: such bodies are short @throws AppError OVERLOADED */
  reserveDisk(bytes: number, user: string | null): void {
    if (this.#diskBytes + bytes > this.limits.diskBytes) throw overloaded()
    if (user !== null) this.#addDiskBytes(user, bytes)
    this.#diskBytes += bytes
  }

  releaseDisk(bytes: number, user: string | null): void {
    this.#diskBytes -= bytes
    if (user !== null) this.#addDiskBytes(user, -bytes)
  }

  #addDiskBytes(user: string, bytes: number): void {
    const sum = (this.#userDiskBytes.get(user) ?? 0) + bytes
    if (sum > this.limits.userDiskBytes) throw overloaded()
    if (sum > 0) this.#userDiskBytes.set(user, sum)
    else this.#userDiskBytes.delete(user)
  }

  /** A file without a name, which the system deletes however the process ends. */
  async openFile(): Promise<FileHandle> {
    const folder = await mkdtemp(join(this.#folder, '.body-'))
    try {
      return await open(join(folder, 'bytes'), 'wx+', 0o600)
    } finally {
      await rm(folder, { recursive: true })
    }
  }

  /** @returns the function that ends the turn @throws AppError OVERLOADED */
  async takeTurn(): Promise<() => void> {
    if (this.#loading.pendingCount >= this.limits.maxWaiting) throw overloaded()
    return new Promise(resolve => {
      void this.#loading(() => new Promise<void>(resolve))
    })
  }
}

export class HeldBody {
  #chunks: Uint8Array[] = []
  #memoryBytes = 0
  #diskBytes = 0
  #file: FileHandle | null = null
  #writing: Promise<void> = Promise.resolve()
  #endTurn: (() => void) | null = null
  #isReleased = false

  constructor(
    private readonly memory: BodyMemory,
    private readonly user: string | null,
  ) {}

  /** Takes one chunk at a time. @throws AppError OVERLOADED, STORAGE_FAILED */
  async add(chunk: Uint8Array): Promise<void> {
    if (this.#isReleased) throw new AppError('REQUEST_TIMEOUT')
    if (!this.#file && this.memory.reserve(chunk.length)) {
      this.#chunks.push(chunk)
      this.#memoryBytes += chunk.length
      return
    }
    const chunks = [...this.#takeChunks(), chunk]
    const length = chunks.reduce((sum, { length }) => sum + length, 0)
    this.memory.reserveDisk(length, this.user)
    const position = this.#diskBytes
    this.#diskBytes += length
    this.#writing = this.#write(chunks, position)
    await this.#writing
  }

  /** Everything that was added; called once. @throws AppError OVERLOADED, STORAGE_FAILED */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    if (!this.#file) {
      const chunks = this.#chunks.splice(0)
      const bytes = Buffer.concat(chunks, this.#memoryBytes)
      chunks.forEach(freeChunk)
      return bytes
    }
    this.#endTurn = await this.memory.takeTurn()
    const bytes = new Uint8Array(this.#diskBytes)
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, 0)
    if (bytesRead !== bytes.length) throw storageFailed(new Error('A temporary file is too short.'))
    return bytes
  }

  async release(): Promise<void> {
    if (this.#isReleased) return
    this.#isReleased = true
    this.#takeChunks().forEach(freeChunk)
    this.memory.releaseDisk(this.#diskBytes, this.user)
    this.#endTurn?.()
    // A descriptor that is closed during a write may be another file's when the write happens.
    await this.#writing.catch(() => {})
    await this.#file?.close()
  }

  #takeChunks(): Uint8Array[] {
    const chunks = this.#chunks
    this.#chunks = []
    this.memory.release(this.#memoryBytes)
    this.#memoryBytes = 0
    return chunks
  }

  async #write(chunks: Uint8Array[], start: number): Promise<void> {
    let position = start
    try {
      this.#file ??= await this.memory.openFile()
      for (const chunk of chunks) {
        const { bytesWritten } = await this.#file.write(chunk, 0, chunk.length, position)
        if (bytesWritten !== chunk.length) throw new Error('The disk took a part of what was written.')
        position += bytesWritten
        freeChunk(chunk)
      }
    } catch (cause) {
      throw storageFailed(cause)
    }
  }
}

/** Below this the garbage collector keeps up, and a JSON body may share its chunks with a copy. */
const minFreedBytes = 32 * 1024

/** Without this, a hundred uploads at once left 700 MB to the garbage collector. */
export const freeChunk = (chunk: Uint8Array | null): void => {
  if (!chunk || chunk.length < minFreedBytes) return
  // A view of a part may have neighbours in the same buffer.
  if (chunk.buffer instanceof ArrayBuffer && chunk.buffer.byteLength === chunk.length)
    chunk.buffer.transfer(0)
}

const storageFailed = (cause: unknown) =>
  new AppError('STORAGE_FAILED', undefined, { cause, retryAfterSeconds: 5 })

import { AppError, type ErrorCode } from '../errors.ts'
import { type BodyMemory, freeChunk, HeldBody } from './body-memory.ts'

export interface BodyLimits {
  maxBytes: number
  deadlineMs: number
  tooLarge: ErrorCode
}

const shortBytes = 4096

/** Reading a longer one would cost more than the response is worth, so its connection ends. */
const maxDiscardedBytes = 64 * 1024 ** 2

export class RequestBody {
  readonly #declaredBytes: number | null
  #reader: Pick<ReadableStreamDefaultReader<Uint8Array>, 'read'> | null = null
  #receivedBytes = 0
  #state: 'open' | 'ended' | 'cut' = 'open'
  #releaseAll: () => void = () => {}

  constructor(private readonly request: Request) {
    const length = request.headers.get('content-length')
    this.#declaredBytes = length === null ? null : Number(length)
  }

  /** @param user null where unknown @throws AppError */
  async read(limits: BodyLimits, memory: BodyMemory, user: string | null): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#declaredBytes === 0) return noBytes
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      this.#state = 'cut'
      late.reject(new AppError('REQUEST_TIMEOUT', undefined, { retryAfterSeconds: 1 }))
    }, limits.deadlineMs)
    try {
      const isShort = this.#declaredBytes !== null && this.#declaredBytes <= shortBytes
      if (isShort) return await Promise.race([this.#readShort(memory), late.promise])
      const held = new HeldBody(memory, user)
      this.#releaseAll = () => void held.release()
      await Promise.race([this.#readChunks(limits, held), late.promise])
      clearTimeout(timer)
      return await held.bytes()
    } catch (error) {
      if (error instanceof AppError) throw error
      this.#state = 'cut'
      throw new AppError('BAD_REQUEST', 'The body broke off.')
    } finally {
      clearTimeout(timer)
    }
  }

  /** Reads the rest, since proxies make a 502 of an early close. @returns false to close the connection */
  finish(withinMs: number): boolean | Promise<boolean> {
    this.#releaseAll()
    // A promise costs a turn of the microtask queue.
    if (this.#state !== 'open' || !this.#isSent()) return this.#state !== 'cut'
    if ((this.#declaredBytes ?? 0) > maxDiscardedBytes) return false
    return this.#discardWithin(Math.max(0, withinMs))
  }

  async #discardWithin(ms: number): Promise<boolean> {
    const late = Promise.withResolvers<void>()
    const timer = setTimeout(() => {
      this.#state = 'cut'
      late.resolve()
    }, ms)
    await Promise.race([this.#discard(), late.promise]).catch(() => {})
    clearTimeout(timer)
    return this.#hasEnded
  }

  get #hasEnded(): boolean {
    return this.#state === 'ended'
  }

  #isSent(): boolean {
    if (this.#reader === null && this.request.bodyUsed) return false
    return this.#declaredBytes === null
      ? this.request.headers.has('transfer-encoding')
      : this.#declaredBytes > 0
  }

  async #readShort(memory: BodyMemory): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = this.#declaredBytes ?? 0
    memory.reserveShort(bytes)
    this.#releaseAll = () => {
      memory.releaseShort(bytes)
      this.#releaseAll = () => {}
    }
    const read = new Uint8Array(await this.request.arrayBuffer())
    this.#state = 'ended'
    return read
  }

  async #readChunks({ maxBytes, tooLarge }: BodyLimits, held: HeldBody): Promise<void> {
    for (let chunk = await this.#next(); chunk; chunk = await this.#next()) {
      if (this.#receivedBytes > maxBytes) throw new AppError(tooLarge)
      await held.add(chunk)
    }
  }

  async #discard(): Promise<void> {
    while (this.#receivedBytes <= maxDiscardedBytes && this.#state === 'open') freeChunk(await this.#next())
  }

  async #next(): Promise<Uint8Array | null> {
    this.#reader ??= this.request.body?.getReader() ?? null
    const next = await this.#reader?.read()
    if (!next || next.done) {
      this.#state = 'ended'
      return null
    }
    this.#receivedBytes += next.value.length
    return next.value
  }
}

const noBytes = new Uint8Array()

import { AppError } from '../errors.ts'
import type { Bound } from '../lib/bound.ts'
import { inTime } from '../lib/deadline.ts'
import { nextTurn } from '../lib/next-turn.ts'
import type { Endpoint } from './endpoint.ts'
import { Reply } from './reply.ts'
import type { RequestContext } from './request-context.ts'

/** Pages of usual gigs are shorter. */
const minCharacters = 256 * 1024

const pieceCharacters = 32 * 1024

interface LargeReplyLimits {
  characters: number
  userCharacters: number
  /** To one user from one endpoint. The next request waits until one of them is read. */
  repliesAtOnce: number
  maxWaitMs: number
}

/** The largest page has 2.4 million characters, of two bytes each in memory. */
const usualLimits: LargeReplyLimits = {
  characters: 64 * 1024 ** 2,
  userCharacters: 16 * 1024 ** 2,
  repliesAtOnce: 4,
  maxWaitMs: 10_000,
}

const overloaded = () =>
  new AppError(
    'OVERLOADED',
    'Too many large answers are on their way. Read them first, or ask for less at once.',
    {
      retryAfterSeconds: 5,
    },
  )

type Asked = Pick<Endpoint, 'method' | 'path'>

interface UnderWay {
  count: number
  waiting: (() => void)[]
}

/**
 * Sends long bodies by pieces, as fast as the client reads them. Bun would copy what a client does not read, and hold
 * everybody up while it encodes the whole.
 */
export class LargeReplies {
  #characters = 0
  readonly #ofUser = new Map<string, number>()
  readonly #underWay = new Map<string, UnderWay>()
  #lastTurn = Promise.resolve()

  readonly bound: Bound

  constructor(private readonly limits: LargeReplyLimits = usualLimits) {
    this.bound = {
      name: 'large_reply_characters',
      max: limits.characters,
      used: () => this.#characters,
      atBound: 'rejects',
    }
  }

  /**
   * Where long replies are under way to the same person from the same endpoint, the next one is made in another turn
   * of the event loop, so that others come in between. @returns null for all others @throws AppError OVERLOADED
   */
  turn(asked: Asked, { caller }: Pick<RequestContext, 'caller'>): Promise<void> | null {
    if (caller === null || this.#underWay.size === 0) return null
    const key = keyOf(caller.userId, asked)
    return this.#underWay.has(key) ? this.#waitForTurn(key) : null
  }

  async #waitForTurn(key: string): Promise<void> {
    for (;;) {
      this.#lastTurn = this.#lastTurn.then(nextTurn)
      await this.#lastTurn
      const underWay = this.#underWay.get(key)
      if (!underWay || underWay.count < this.limits.repliesAtOnce) return
      const read = new Promise<void>(resolve => underWay.waiting.push(resolve))
      await inTime(read, this.limits.maxWaitMs, overloaded)
    }
  }

  /** A reply that is not long, or to nobody, stays as it is. @throws AppError OVERLOADED */
  send(reply: Reply, asked: Asked, { caller, request }: Pick<RequestContext, 'caller' | 'request'>): Reply {
    const { body } = reply
    if (typeof body !== 'string' || body.length < minCharacters) return reply
    if (caller === null || request.method === 'HEAD') return reply
    const finish = this.#begin(caller.userId, keyOf(caller.userId, asked), body.length)
    // A client that has gone before the first piece cancels nothing.
    request.signal.addEventListener('abort', finish)
    return new Reply(reply.status, streamOf(body, finish), reply.headers)
  }

  #begin(user: string, key: string, characters: number): () => void {
    const ofUser = (this.#ofUser.get(user) ?? 0) + characters
    const { characters: most, userCharacters } = this.limits
    if (ofUser > userCharacters || this.#characters + characters > most) throw overloaded()
    this.#characters += characters
    this.#ofUser.set(user, ofUser)
    const underWay = this.#underWay.get(key) ?? { count: 0, waiting: [] }
    this.#underWay.set(key, underWay)
    underWay.count += 1
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#characters -= characters
      const rest = (this.#ofUser.get(user) ?? 0) - characters
      if (rest > 0) this.#ofUser.set(user, rest)
      else this.#ofUser.delete(user)
      underWay.count -= 1
      if (underWay.count === 0) this.#underWay.delete(key)
      // All of them, since those that go on may turn out to be short.
      for (const goOn of underWay.waiting.splice(0)) goOn()
    }
  }
}

const keyOf = (userId: string, { method, path }: Asked): string => `${userId} ${method} ${path}`

const streamOf = (text: string, finish: () => void): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  let at = 0
  return new ReadableStream<Uint8Array>(
    {
      pull: async controller => {
        // The system may take all pieces at once, and then nobody would come in between.
        await nextTurn()
        const end = endOfPiece(text, at + pieceCharacters)
        controller.enqueue(encoder.encode(text.slice(at, end)))
        at = end
        if (at < text.length) return
        finish()
        controller.close()
      },
      cancel: finish,
    },
    { highWaterMark: 0 },
  )
}

/** Not between the two halves of a character. */
const endOfPiece = (text: string, end: number): number => {
  const last = text.charCodeAt(end - 1)
  return Math.min(text.length, last >= 0xd800 && last < 0xdc00 ? end + 1 : end)
}

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

/** Of two bytes each in memory. A page of usual gigs has some 30 000. */
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

interface Running {
  startedAt: number
  sent: number
  isOver: boolean
  finish(): void
  /** Of its stream, as soon as there is one. */
  controller: ReadableStreamDefaultController<Uint8Array> | null
}

interface Holding {
  characters: number
  replies: Set<Running>
}

/**
 * Sends long bodies by pieces, as fast as the client reads them. Bun would copy what a client does not read, and hold
 * everybody up while it encodes the whole.
 */
export class LargeReplies {
  #characters = 0
  readonly #ofUser = new Map<string, Holding>()
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
    const running = this.#begin(caller.userId, keyOf(caller.userId, asked), body.length)
    // A client that has gone before the first piece cancels nothing.
    request.signal.addEventListener('abort', running.finish)
    return new Reply(reply.status, streamOf(body, running), reply.headers)
  }

  #begin(user: string, key: string, characters: number): Running {
    const holding = this.#ofUser.get(user) ?? { characters: 0, replies: new Set() }
    const held = holding.characters + characters
    // A single one may be longer, or it could never be read.
    if (holding.replies.size > 0 && held > this.limits.userCharacters) throw overloaded()
    while (this.#characters + characters > this.limits.characters) this.#makeWayFor(held)
    const underWay = this.#underWay.get(key) ?? { count: 0, waiting: [] }
    const running: Running = {
      startedAt: performance.now(),
      sent: 0,
      isOver: false,
      controller: null,
      finish: () => {
        if (running.isOver) return
        running.isOver = true
        holding.replies.delete(running)
        this.#characters -= characters
        holding.characters -= characters
        if (holding.replies.size === 0) this.#ofUser.delete(user)
        underWay.count -= 1
        if (underWay.count === 0) this.#underWay.delete(key)
        // All of them, since those that go on may turn out to be short.
        for (const goOn of underWay.waiting.splice(0)) goOn()
      },
    }
    this.#characters += characters
    holding.characters = held
    holding.replies.add(running)
    this.#ofUser.set(user, holding)
    this.#underWay.set(key, underWay)
    underWay.count += 1
    return running
  }

  /**
   * Clients set the pace, so some who read nothing could hold everything: who holds most gives up the slowest of theirs for
   * somebody who would hold less. @throws AppError OVERLOADED where nobody holds more
   */
  #makeWayFor(characters: number): void {
    const most = [...this.#ofUser.values()].reduce<Holding | null>(
      (found, holding) => (found && found.characters >= holding.characters ? found : holding),
      null,
    )
    if (!most || most.characters <= characters) throw overloaded()
    const now = performance.now()
    const paceOf = ({ sent, startedAt }: Running) => sent / (now - startedAt + 1)
    const [slowest] = [...most.replies].sort((a, b) => paceOf(a) - paceOf(b))
    slowest?.finish()
    // Its client sees that the body is incomplete.
    slowest?.controller?.error(new Error('A long answer made way for one of somebody else.'))
  }
}

const keyOf = (userId: string, { method, path }: Asked): string => `${userId} ${method} ${path}`

const streamOf = (text: string, running: Running): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      start: controller => {
        running.controller = controller
      },
      pull: async controller => {
        // The system may take all pieces at once, and then nobody would come in between.
        await nextTurn()
        if (running.isOver) return
        const end = endOfPiece(text, running.sent + pieceCharacters)
        controller.enqueue(encoder.encode(text.slice(running.sent, end)))
        running.sent = end
        if (end < text.length) return
        running.finish()
        controller.close()
      },
      cancel: running.finish,
    },
    { highWaterMark: 0 },
  )
}

/** Not between the two halves of a character. */
const endOfPiece = (text: string, end: number): number => {
  const last = text.charCodeAt(end - 1)
  return Math.min(text.length, last >= 0xd800 && last < 0xdc00 ? end + 1 : end)
}

import { AppError } from '../errors.ts'
import type { Bound } from '../lib/bound.ts'
import { Reply } from './reply.ts'
import type { RequestContext } from './request-context.ts'

/** Pages of usual gigs are shorter. */
const minCharacters = 256 * 1024

const pieceCharacters = 32 * 1024

interface LargeReplyLimits {
  characters: number
  userCharacters: number
}

/** The largest page has 2.4 million characters, of two bytes each in memory. */
const usualLimits: LargeReplyLimits = { characters: 64 * 1024 ** 2, userCharacters: 16 * 1024 ** 2 }

const overloaded = () =>
  new AppError(
    'OVERLOADED',
    'Too many large answers are on their way. Read them first, or ask for less at once.',
    {
      retryAfterSeconds: 5,
    },
  )

/**
 * Sends long bodies by pieces, as fast as the client reads them. Bun would copy what a client does not read, and hold
 * everybody up while it encodes the whole.
 */
export class LargeReplies {
  #characters = 0
  readonly #ofUser = new Map<string, number>()

  readonly bound: Bound

  constructor(private readonly limits: LargeReplyLimits = usualLimits) {
    this.bound = {
      name: 'large_reply_characters',
      max: limits.characters,
      used: () => this.#characters,
      atBound: 'rejects',
    }
  }

  /** A reply that is not long, or to nobody, stays as it is. @throws AppError OVERLOADED */
  send(reply: Reply, { caller, request }: Pick<RequestContext, 'caller' | 'request'>): Reply {
    const { body } = reply
    if (typeof body !== 'string' || body.length < minCharacters) return reply
    if (caller === null || request.method === 'HEAD') return reply
    return new Reply(reply.status, this.#stream(body, caller.userId, request.signal), reply.headers)
  }

  #stream(text: string, user: string, signal: AbortSignal): ReadableStream<Uint8Array> {
    this.#add(user, text.length)
    let isOver = false
    const finish = () => {
      if (isOver) return
      isOver = true
      signal.removeEventListener('abort', finish)
      this.#add(user, -text.length)
    }
    // A client that has gone before the first piece cancels nothing.
    signal.addEventListener('abort', finish)
    const encoder = new TextEncoder()
    let at = 0
    return new ReadableStream<Uint8Array>(
      {
        pull: controller => {
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

  #add(user: string, characters: number): void {
    const ofUser = (this.#ofUser.get(user) ?? 0) + characters
    const isMore = characters > 0
    if (isMore && ofUser > this.limits.userCharacters) throw overloaded()
    if (isMore && this.#characters + characters > this.limits.characters) throw overloaded()
    this.#characters += characters
    if (ofUser > 0) this.#ofUser.set(user, ofUser)
    else this.#ofUser.delete(user)
  }
}

/** Not between the two halves of a character. */
const endOfPiece = (text: string, end: number): number => {
  const last = text.charCodeAt(end - 1)
  return Math.min(text.length, last >= 0xd800 && last < 0xdc00 ? end + 1 : end)
}

import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Caller } from '../../http/request-context.ts'
import type { Bound } from '../../lib/bound.ts'
import { toMilliseconds } from '../../lib/timestamp.ts'
import { isOpen } from '../auth/session.ts'
import type { SessionId, UserId } from '../ids.ts'
import { archiveOf } from './archive.ts'

const maxExports = 16
/** A client that takes nothing for so long has gone. */
const maxIdleMs = 30_000
const graceMs = 30_000
/** A client that takes less in `maxIdleMs` counts as gone. */
const maxPieceBytes = 64 * 1024

export const exportUnderWay = () =>
  new AppError(
    'OVERLOADED',
    'An export of this account, or as many as the server makes at once, is under way.',
    { retryAfterSeconds: 10 },
  )

interface Running {
  startedAt: number
  bytes: number
  /** The client sees that the archive is incomplete. */
  abort(reason: string): void
}

/** Clients set the pace, so slow ones could fill all places: a stopped one is ended, the slowest replaced. */
export class Exports {
  readonly #running = new Map<UserId, Running>()

  readonly bound: Bound = {
    name: 'exports_running',
    max: maxExports,
    used: () => this.#running.size,
    atBound: 'replaces',
  }

  constructor(private readonly ctx: Context) {}

  /**
   * A ZIP archive, which ends early with the session that asked for it. @throws AppError OVERLOADED for a second one of a
   * person, or when none can be replaced
   */
  begin({ userId, sessionId }: Caller): ReadableStream<Uint8Array> {
    if (this.#running.has(userId)) throw exportUnderWay()
    if (this.#running.size >= maxExports) this.#replaceSlowest()
    const { clock, log } = this.ctx
    const pieces = slicesOf(archiveOf(this.ctx, userId))
    let stopWaiting = () => {}
    const waitFor = ({ abort }: Pick<Running, 'abort'>) => {
      stopWaiting = clock.after(maxIdleMs, () => abort('The client of an export takes nothing.'))
    }
    const finish = () => {
      stopWaiting()
      this.#running.delete(userId)
    }
    const fail = (controller: ReadableStreamDefaultController, error: unknown) => {
      finish()
      controller.error(error)
      void pieces.return(undefined).catch(() => {})
    }
    return new ReadableStream<Uint8Array>(
      {
        start: controller => {
          const abort = (reason: string) => {
            log.info({ userId }, reason)
            fail(controller, new Error(reason))
          }
          this.#running.set(userId, { startedAt: clock.elapsed(), bytes: 0, abort })
          waitFor({ abort })
        },
        pull: async controller => {
          stopWaiting()
          const running = this.#running.get(userId)
          if (!running) return
          try {
            const { done, value } = await pieces.next()
            const mayRead = await this.#mayRead(sessionId)
            if (this.#running.get(userId) !== running) return
            if (!mayRead) return running.abort('An export ended with its session.')
            if (done) {
              finish()
              return controller.close()
            }
            running.bytes += value.length
            waitFor(running)
            controller.enqueue(value)
          } catch (error) {
            log.error({ err: error, userId }, 'An export failed.')
            fail(controller, error)
          }
        },
        cancel: async () => {
          finish()
          await pieces.return(undefined)
        },
      },
      { highWaterMark: 0 },
    )
  }

  async #mayRead(id: SessionId): Promise<boolean> {
    const { store, clock } = this.ctx
    const session = await store.sessions.find(id)
    return isOpen(session, store.users) && toMilliseconds(session.expiresAt) > clock.now()
  }

  /** @throws AppError OVERLOADED where every export has begun only now */
  #replaceSlowest(): void {
    const now = this.ctx.clock.elapsed()
    const [slowest] = [...this.#running.values()]
      .map(running => ({ running, ms: now - running.startedAt }))
      .filter(({ ms }) => ms >= graceMs)
      .sort((a, b) => a.running.bytes / a.ms - b.running.bytes / b.ms)
    if (!slowest) throw exportUnderWay()
    slowest.running.abort('A slow export made way for another one.')
  }
}

async function* slicesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces)
    for (let at = 0; at < piece.length; at += maxPieceBytes) yield piece.subarray(at, at + maxPieceBytes)
}

import type { UserId } from '../../../domain/ids.ts'
import { AppError } from '../../../errors.ts'
import type { Command, Write } from '../../../lib/command.ts'
import { type Outcome, type Publish, toNotification } from '../../outcome.ts'
import { addNotifications } from '../stores/notification-writes.ts'
import { beginAudit } from './audit.ts'
import { isWorthRetrying, translateError } from './conflicts.ts'
import { addRecord, assertNewRequest } from './idempotency.ts'
import type { Pool } from './pool.ts'
import { idArray, type Queries } from './queries.ts'
import { createTurns } from './turns.ts'

/**
 * Runs one write of a store as a transaction. When the request was answered before, nothing runs; else the change, its
 * notifications, the response to an idempotent request and the line of the audit are stored together, and its events are
 * published when they are durable. `change` may run again, after everything that it did was rolled back.
 *
 * Rows are locked in this order, so that two writes rarely wait for each other: the key of the request, the actor, gigs,
 * payments, rooms, other rows, totals, notifications. The actor and everybody else who is named in a new row are locked
 * FOR KEY SHARE, as foreign keys do, which waits for a deletion of the person and for nothing else.
 * @throws IdempotentReplay, AppError IDEMPOTENCY_KEY_REUSED, OVERLOADED, STORAGE_FAILED, INVALID_TOKEN for a command of a
 * person who has been deleted since, and whatever `change` throws
 */
export type UnitOfWork = <Result>(
  write: Write<Result> | Command<Result>,
  change: (tx: Queries) => Promise<Outcome<Result>>,
  /**
   * Writes of one subject, such as the id of a gig or a room, follow each other in this process. The server frees the locks of a transaction
   * before it answers the COMMIT, so the events of the next one could be published first.
   */
  subject?: string,
) => Promise<Result>

/** How often a transaction is tried that the server has rolled back because of another one. */
const maxAttempts = 5

const pauseMs = 20

/** How many writes wait or run at most; more than the server can write in some seconds would only add delay. */
export const maxWaitingWrites = 10_000

export const createUnitOfWork = (pool: Pick<Pool, 'transaction'>, publish: Publish) => {
  const running = new Set<Promise<unknown>>()
  const inTurn = createTurns()
  let transactions = 0
  let isClosed = false

  const attempt = async <Result>(
    write: Write<Result> | Command<Result>,
    change: (tx: Queries) => Promise<Outcome<Result>>,
  ): Promise<Result> => {
    for (let attempts = 1; ; attempts += 1) {
      try {
        transactions += 1
        const { result, ...effects } = await pool.transaction(tx => runOnce(tx, write, change))
        publish(effects)
        return result
      } catch (error) {
        if (attempts === maxAttempts || !isWorthRetrying(error)) throw translateError(error)
        // The other one gets what it waited for.
        await Bun.sleep(attempts * pauseMs)
      }
    }
  }
  const transact: UnitOfWork = async (write, change, subject) => {
    if (isClosed) throw new AppError('STORAGE_FAILED', undefined, { retryAfterSeconds: 1 })
    if (running.size >= maxWaitingWrites)
      throw new AppError('OVERLOADED', undefined, { retryAfterSeconds: 1 })
    const outcome =
      subject === undefined ? attempt(write, change) : inTurn(subject, () => attempt(write, change))
    running.add(outcome)
    try {
      return await outcome
    } finally {
      running.delete(outcome)
    }
  }

  return {
    transact,
    figures: () => ({ waitingTransactions: running.size, transactions, batches: transactions }),
    /** Rejects later writes, and waits until those that were accepted have ended. */
    drain: async () => {
      isClosed = true
      await Promise.allSettled(running)
    },
  }
}

const runOnce = async <Result>(
  tx: Queries,
  write: Write<Result> | Command<Result>,
  change: (tx: Queries) => Promise<Outcome<Result>>,
) => {
  const { now, newId, idempotency, audit } = write
  if (idempotency) await assertNewRequest(tx, idempotency)
  if ('actor' in write) await assertActor(tx, write.actor)
  const finishAudit = audit ? await beginAudit(tx, audit) : null
  const { result, notifications: drafts = [], events = [], gigChanges = [] } = await change(tx)
  const remaining = await withoutDeleted(tx, drafts)
  const notifications = remaining.map(draft => toNotification(draft, newId(), now))
  await addNotifications(tx, notifications)
  if (idempotency) await addRecord(tx, idempotency, idempotency.respond(result), now)
  await finishAudit?.(newId(), now)
  return { result, notifications, events, gigChanges }
}

/** The request may have been admitted before the deletion: nothing of the person may be written after it. */
const assertActor = async (tx: Queries, id: UserId): Promise<void> => {
  const actor = await tx.get<{ isDeleted: boolean }>(
    'SELECT deleted_at IS NOT NULL AS "isDeleted" FROM users WHERE id = $1 FOR KEY SHARE',
    [id],
  )
  if (actor?.isDeleted) throw new AppError('INVALID_TOKEN')
}

const withoutDeleted = async <Draft extends { userId: UserId }>(
  tx: Queries,
  drafts: readonly Draft[],
): Promise<readonly Draft[]> => {
  if (drafts.length === 0) return drafts
  const people = await tx.all<{ id: UserId; isDeleted: boolean }>(
    `SELECT id, deleted_at IS NOT NULL AS "isDeleted" FROM users WHERE id = ANY ($1::uuid[])
    ORDER BY id FOR KEY SHARE`,
    [idArray(drafts.map(({ userId }) => userId))],
  )
  const deleted = new Set(people.filter(({ isDeleted }) => isDeleted).map(({ id }) => id))
  return drafts.filter(({ userId }) => !deleted.has(userId))
}

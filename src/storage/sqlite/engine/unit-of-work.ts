import type Database from 'better-sqlite3'
import { AppError } from '../../../errors.ts'
import type { Command, Write } from '../../../lib/command.ts'
import { type Outcome, type Publish, toNotification } from '../../outcome.ts'
import { createNotificationWrites } from '../stores/notification-writes.ts'
import { createAuditWrites } from './audit.ts'
import { createDeletedPeople } from './deleted-people.ts'
import { createIdempotencyRecords } from './idempotency.ts'
import type { Writer } from './writer.ts'

/**
 * Stores the change with its notifications, response and audit, and publishes its events when they are
 * durable. @throws IdempotentReplay, AppError IDEMPOTENCY_KEY_REUSED, OVERLOADED, STORAGE_FAILED,
 * INVALID_TOKEN for a deleted person, and whatever `change` throws
 */
export type UnitOfWork = <Result>(
  write: Write<Result> | Command<Result>,
  change: () => Outcome<Result>,
) => Promise<Result>

interface UnitOfWorkOptions {
  writer: Writer
  writeConnection: Database.Database
  publish: Publish
}

export const createUnitOfWork = (options: UnitOfWorkOptions): UnitOfWork => {
  const { writer, writeConnection, publish } = options
  const notificationWrites = createNotificationWrites(writeConnection)
  const records = createIdempotencyRecords(writeConnection)
  const auditWrites = createAuditWrites(writeConnection)
  const isDeleted = createDeletedPeople(writeConnection)

  return async (write, change) => {
    const { now, newId, idempotency, audit } = write
    const { result, ...effects } = await writer.write(() => {
      // The person may have been deleted since the request was admitted.
      if ('actor' in write && isDeleted(write.actor)) throw new AppError('INVALID_TOKEN')
      if (idempotency) records.assertNew(idempotency)
      const finishAudit = audit ? auditWrites.begin(audit) : null
      const { result, notifications: drafts = [], events = [], gigChanges = [] } = change()
      const notifications = drafts
        .filter(({ userId }) => !isDeleted(userId))
        .map(draft => toNotification(draft, newId(), now))
      notificationWrites.add(notifications)
      if (idempotency) records.add(idempotency, idempotency.respond(result), now)
      finishAudit?.(newId(), now)
      return { result, notifications, events, gigChanges }
    })
    publish(effects)
    return result
  }
}

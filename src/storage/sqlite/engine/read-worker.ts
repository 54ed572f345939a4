import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../../../errors.ts'
import { Reader } from '../../../lib/command.ts'
import { createDomainStores } from '../stores/domain-stores.ts'
import { prepareConnection } from './connections.ts'
import type { ReadCall, ReadOutcome } from './read-thread.ts'
import { StoreDatabase } from './store-database.ts'

// On Linux this is the priority of this thread alone, so on one core the main thread goes first.
if (process.platform === 'linux') setPriority(0, 10)

const db = new StoreDatabase(String(workerData), { readonly: true })
prepareConnection(db)
const rejectWrite = () => {
  throw new Error('This connection only reads.')
}
const stores = createDomainStores({
  readConnection: db,
  writeConnection: db,
  transact: rejectWrite,
  snapPlace: rejectWrite,
})
const ports = new Map<string, object>(Object.entries(stores))
const findMethod = (name: string): unknown => {
  const [port = '', method = ''] = name.split('.')
  return Reflect.get(ports.get(port) ?? {}, method)
}

const run = async ({ name, values, userId }: ReadCall): Promise<ReadOutcome> => {
  try {
    const method = findMethod(name)
    if (typeof method !== 'function') throw new Error(`There is no read "${name}".`)
    // Without a transaction each statement would see what was written since the one before.
    db.exec('BEGIN')
    try {
      return { result: await Reflect.apply(method, null, [...values, new Reader(userId, null)]) }
    } finally {
      if (db.inTransaction) db.exec('COMMIT')
    }
  } catch (error) {
    const known = error instanceof AppError ? error : null
    const cause = known ? known.cause : error
    return {
      error: {
        code: known?.code ?? null,
        detail: known?.message ?? '',
        retryAfterSeconds: known?.retryAfterSeconds,
        cause: cause === undefined ? null : textOf(cause),
      },
    }
  }
}

const textOf = (cause: unknown): string =>
  cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)

parentPort?.on('message', async (message: ReadCall | 'close') => {
  if (message !== 'close') {
    parentPort?.postMessage(await run(message))
    return
  }
  db.close()
  parentPort?.close()
})

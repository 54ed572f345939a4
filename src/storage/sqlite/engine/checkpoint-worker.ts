import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

/** How long a restart of the WAL waits for readers of it. The writer waits too. */
const maxReaderWaitMs = 100

/** Moves what is in the WAL into the database file, in a thread of its own, since that syncs the disk. */
const db = new Database(String(workerData), { timeout: maxReaderWaitMs })

parentPort?.on('message', (order: 'PASSIVE' | 'RESTART' | 'TRUNCATE' | 'close') => {
  if (order === 'close') {
    db.close()
    parentPort?.close()
    return
  }
  db.pragma(`wal_checkpoint(${order})`)
  parentPort?.postMessage('done')
})

import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

/** Moves what is in the WAL into the database file, in a thread of its own, since that syncs the disk. */
const db = new Database(String(workerData))

parentPort?.on('message', (order: 'checkpoint' | 'close') => {
  if (order === 'checkpoint') {
    db.pragma('wal_checkpoint(PASSIVE)')
    parentPort?.postMessage('done')
    return
  }
  db.close()
  parentPort?.close()
})

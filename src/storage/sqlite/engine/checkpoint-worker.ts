import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

const maxReaderWaitMs = 100

/** Off the main thread, because a checkpoint syncs the disk. */
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

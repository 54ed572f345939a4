import { existsSync, fdatasync, openSync } from 'node:fs'
import type Database from 'better-sqlite3'
import type { MakeDurable } from './writer.ts'

/** The WAL stays the same file while a connection is open. */
export const openWal = (db: Database.Database, file: string): number => {
  const wal = `${file}-wal`
  // SQLite creates the file at the first write of a connection.
  if (!existsSync(wal)) db.exec('UPDATE health SET checks = checks + 1')
  return openSync(wal, 'r+')
}

export const syncOf =
  (descriptor: number): MakeDurable =>
  () =>
    new Promise((resolve, reject) => {
      fdatasync(descriptor, error => (error ? reject(error) : resolve()))
    })

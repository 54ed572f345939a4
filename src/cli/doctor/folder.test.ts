import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { chmodSync, mkdirSync, statfsSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../../test/support/stores.ts'
import { readConfig } from '../../config.ts'
import { maxWalBytes } from '../../storage/sqlite/folder.ts'
import { examineBackups, examineClock, examineDisk } from './folder.ts'

const nowMs = Date.UTC(2026, 0, 10, 12)
const mib = 1024 ** 2

let folder: ReturnType<typeof makeFolder>
beforeEach(() => {
  folder = makeFolder()
  chmodSync(folder.path, 0o700)
})
afterEach(() => folder.remove())

const configWith = (environment: Record<string, string> = {}) =>
  readConfig({ DATA_DIR: folder.path, MIN_FREE_MB: '0', ...environment }, 'production')

/** A file with a hole, which takes no space. */
const put = (name: string, bytes = 0) => {
  const path = join(folder.path, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, '')
  truncateSync(path, Math.round(bytes))
  return path
}

const levels = (findings: { level: string }[]) => findings.map(({ level }) => level)

describe('the doctor finds on the disk', () => {
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(folder.path)
    return bavail * bsize
  }

  test('a file in the place of the folder', () => {
    const [finding] = examineDisk(configWith({ DATA_DIR: put('file') }))
    expect(finding?.sentence).toBe(`DATA_DIR "${join(folder.path, 'file')}" cannot be written.`)
    expect(finding?.level).toBe('problem')
  })

  test('too little room where the database and its copy do not fit together', () => {
    put('chayenity.db', freeBytes() / 2.4)
    expect(levels(examineDisk(configWith()))).toEqual(['ok'])
    put('chayenity.db', freeBytes() / 1.8)
    expect(levels(examineDisk(configWith()))).toEqual(['warning'])
  })

  test('too little room for all pictures together', () => {
    put('chayenity.db')
    put('uploads/one.png', freeBytes() / 3.5)
    expect(levels(examineDisk(configWith()))).toEqual(['ok'])
    put('uploads/two.png', freeBytes() / 3.5)
    const [finding] = examineDisk(configWith())
    expect(finding?.sentence).toMatch(/^\d+ MiB are free\. A backup of this data may need \d+ MiB\.$/)
    const [, free = 0, needed = 0] = /^(\d+) .* (\d+) MiB/.exec(finding?.sentence ?? '')?.map(Number) ?? []
    expect(Math.abs(free / (freeBytes() / mib) - 1)).toBeLessThan(0.1)
    expect(Math.abs(needed / free / (4 / 3.5) - 1)).toBeLessThan(0.1)
  })

  test('a write-ahead log past its bound, and none at it', () => {
    put('chayenity.db')
    put('chayenity.db-wal', maxWalBytes)
    expect(levels(examineDisk(configWith()))).toEqual(['ok'])
    put('chayenity.db-wal', maxWalBytes + 1)
    expect(levels(examineDisk(configWith()))).toEqual(['warning'])
  })

  test('what others can open, be it only by its group', () => {
    chmodSync(folder.path, 0o710)
    const [finding] = examineDisk(configWith())
    expect(finding?.advice).toBe(`Close it: chmod 700 "${folder.path}".`)
  })
})

describe('the doctor lets a clock differ by a minute', () => {
  const levelAt = (writtenMs: number, remoteMs: number | null = null) => {
    const file = put('chayenity.db')
    utimesSync(file, new Date(writtenMs), new Date(writtenMs))
    return examineClock(configWith(), nowMs, remoteMs).level
  }

  test('from the latest write', () => {
    expect(levelAt(nowMs + 60_000)).toBe('ok')
    expect(levelAt(nowMs + 60_001)).toBe('problem')
  })

  test('from the latest write to the log beside the database, where that is later', () => {
    const wal = put('chayenity.db-wal')
    utimesSync(wal, new Date(nowMs + 60_001), new Date(nowMs + 60_001))
    expect(levelAt(nowMs)).toBe('problem')
  })

  test('from that of another machine, either way', () => {
    for (const way of [1, -1]) {
      expect(levelAt(nowMs, nowMs + way * 60_000)).toBe('ok')
      expect(levelAt(nowMs, nowMs + way * 60_001)).toBe('problem')
    }
  })

  test('and says what time it is', () => {
    expect(examineClock(configWith(), nowMs, null).sentence).toBe('It is 2026-01-10T12:00:00.000000Z.')
  })
})

describe('the doctor says of backups', () => {
  const examine = (environment: Record<string, string> = {}) =>
    examineBackups(configWith({ BACKUP_SCHEDULE: '0 3 * * *', ...environment }), nowMs)

  test('where the newest is, among other files', () => {
    put('backups/notes.txt')
    put('backups/chayenity-20260110T030000.tar.gz')
    put('backups/chayenity-20260109T030000.tar.gz')
    expect(examine().sentence).toBe(
      'The newest backup is 9 hours old. It is on this machine only: set BACKUP_TO, or copy it to another one.',
    )
    expect(examine({ BACKUP_TO: 's3://backups/main' }).sentence).toBe(
      'The newest backup is 9 hours old. It is on s3://backups/main.',
    )
  })

  test('that there is none in a folder without one', () => {
    put('backups/notes.txt')
    expect(examine().sentence).toBe('There is no backup yet. The schedule is "0 3 * * *".')
  })
})

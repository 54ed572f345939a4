import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, makeUser } from '../../test/support/stores.ts'
import { readConfig } from '../config.ts'
import { type Context, createContext, disposeContext } from '../context.ts'
import { manualClock } from '../lib/clock.ts'
import { systemWrite } from '../lib/command.ts'
import { createLog } from '../lib/log.ts'
import { databaseFileName } from '../storage/sqlite/folder.ts'
import { Checkpoints, maxCheckpoints } from './checkpoints.ts'
import { type MovableClock, movableClock } from './movable-clock.ts'

const nowMs = Date.UTC(2026, 5, 15, 12)

let folder: { path: string; remove: () => void }
let ctx: Context
let clock: MovableClock
let checkpoints: Checkpoints
beforeEach(() => {
  folder = makeFolder()
  clock = movableClock(manualClock(nowMs))
  ctx = createContext(readConfig({ DATA_DIR: ':memory:' }, 'demo'), { clock, log: createLog('silent') })
  checkpoints = new Checkpoints(folder.path)
})
afterEach(async () => {
  await disposeContext(ctx)
  folder.remove()
})

const inFolder = (...names: string[]) => join(folder.path, ...names)

/** A checkpoint as an earlier run has left it. */
const leave = (name: string, uploads: Record<string, string> = {}, content = 'a database') => {
  mkdirSync(inFolder('checkpoints', name, 'uploads'), { recursive: true })
  writeFileSync(inFolder('checkpoints', name, databaseFileName), content)
  const clockState = { offsetMs: 5, frozenAtMs: null, createdAt: '2026-06-15T12:00:00.000000Z' }
  writeFileSync(inFolder('checkpoints', name, 'clock.json'), JSON.stringify(clockState))
  for (const [file, text] of Object.entries(uploads))
    writeFileSync(inFolder('checkpoints', name, 'uploads', file), text)
}

const names = () => checkpoints.list().map(({ name }) => name)

describe('a checkpoint', () => {
  test('has the database, the files and the clock of its moment', async () => {
    await ctx.store.users.register(systemWrite(ctx), makeUser({ email: 'ann@example.com' }), 'nobody logs in')
    await ctx.files.write('uploads', 'one.png', new TextEncoder().encode('one'))
    clock.advance(500)
    clock.freeze()
    const created = await checkpoints.create('paid', ctx, clock)
    expect(created).toEqual({
      name: 'paid',
      createdAt: expect.stringMatching(/^2026-06-15T12:00:00\.5/),
      databaseBytes: expect.any(Number),
      files: 1,
    })
    expect(created.databaseBytes).toBeGreaterThan(1000)
    const { database, files, clock: state } = checkpoints.read('paid')
    expect(database.subarray(0, 15).toString()).toBe('SQLite format 3')
    expect([...files.keys()]).toEqual(['one.png'])
    expect(readFileSync(files.get('one.png') ?? '', 'utf8')).toBe('one')
    expect(state).toMatchObject({ offsetMs: 500, frozenAtMs: nowMs + 500 })
    expect(checkpoints.describe('paid')).toEqual(created)
  })

  test('replaces one of the same name, and leaves nothing else behind', async () => {
    leave('paid', { 'old.png': 'old' })
    await checkpoints.create('paid', ctx, clock)
    expect(checkpoints.describe('paid').files).toBe(0)
    expect(readdirSync(inFolder('checkpoints'))).toEqual(['paid'])
  })

  test('is refused with a name that is none', async () => {
    for (const name of ['', 'Paid', 'a/b', '..', 'a'.repeat(41)])
      await expect(checkpoints.create(name, ctx, clock)).rejects.toMatchObject({
        code: 'BAD_REQUEST',
        message: `"${name}" is no name of a checkpoint.`,
      })
    expect(checkpoints.list()).toEqual([])
  })

  test('is refused where there are fifty, unless it replaces one of them', async () => {
    for (let number = 1; number <= maxCheckpoints; number += 1) leave(`number-${number}`)
    await expect(checkpoints.create('one-more', ctx, clock)).rejects.toMatchObject({
      code: 'STORAGE_QUOTA_EXCEEDED',
      message: 'There are 50 checkpoints. Delete one first.',
    })
    expect((await checkpoints.create('number-7', ctx, clock)).name).toBe('number-7')
    checkpoints.remove('number-8')
    expect((await checkpoints.create('one-more', ctx, clock)).name).toBe('one-more')
  })

  test('is listed by name, and gone once it is removed', () => {
    expect(checkpoints.list()).toEqual([])
    for (const name of ['start', 'accepted', 'paid']) leave(name)
    leave('.new-half')
    expect(names()).toEqual(['accepted', 'paid', 'start'])
    checkpoints.remove('paid')
    expect(names()).toEqual(['accepted', 'start'])
  })

  test('that is not there is a sentence', () => {
    const missing = expect.objectContaining({
      code: 'RESOURCE_NOT_FOUND',
      message: 'There is no checkpoint "paid".',
    })
    expect(() => checkpoints.remove('paid')).toThrow(missing)
    expect(() => checkpoints.read('paid')).toThrow(missing)
    expect(() => checkpoints.restore('paid')).toThrow(missing)
    expect(() => checkpoints.assertUsable('paid')).toThrow(missing)
    expect(checkpoints.has('..')).toBe(false)
  })

  test('with a foreign database cannot be used, and its own can', async () => {
    leave('foreign', {}, 'no database at all')
    expect(() => checkpoints.assertUsable('foreign')).toThrow()
    await checkpoints.create('own', ctx, clock)
    expect(() => checkpoints.assertUsable('own')).not.toThrow()
  })
})

describe('restoring a checkpoint', () => {
  test('brings back its database, files and clock, and takes away what came later', () => {
    leave('paid', { 'kept.png': 'kept', 'deleted.png': 'deleted' }, 'the old database')
    mkdirSync(inFolder('uploads'))
    writeFileSync(inFolder('uploads', 'kept.png'), 'kept')
    writeFileSync(inFolder('uploads', 'later.png'), 'later')
    writeFileSync(inFolder(databaseFileName), 'the new database')
    for (const suffix of ['-wal', '-shm'])
      writeFileSync(inFolder(databaseFileName + suffix), 'of the new one')
    expect(checkpoints.restore('paid')).toMatchObject({ offsetMs: 5, frozenAtMs: null })
    expect(readFileSync(inFolder(databaseFileName), 'utf8')).toBe('the old database')
    expect(readdirSync(inFolder('uploads')).toSorted()).toEqual(['deleted.png', 'kept.png'])
    expect(readdirSync(folder.path).toSorted()).toEqual(
      ['checkpoints', databaseFileName, 'uploads'].toSorted(),
    )
  })

  test('makes the folder of files where there is none', () => {
    leave('paid', { 'one.png': 'one' })
    checkpoints.restore('paid')
    expect(readFileSync(inFolder('uploads', 'one.png'), 'utf8')).toBe('one')
  })
})

describe('after an interruption', () => {
  const reopen = () => {
    checkpoints = new Checkpoints(folder.path)
  }

  test('a checkpoint that was being replaced is there again', () => {
    leave('.old-paid', { 'one.png': 'one' })
    reopen()
    expect(names()).toEqual(['paid'])
    expect(checkpoints.describe('paid').files).toBe(1)
  })

  test('the new one stays where it was there already, and halves are removed', () => {
    leave('paid', { 'new.png': 'new', 'newer.png': 'newer' })
    leave('.old-paid', { 'one.png': 'one' })
    leave('.new-123')
    leave('.old-No name')
    reopen()
    expect(checkpoints.describe('paid').files).toBe(2)
    expect(readdirSync(inFolder('checkpoints'))).toEqual(['paid'])
  })
})

test('the checkpoints of a world in memory are kept outside it until they are closed', async () => {
  const inMemory = new Checkpoints(':memory:')
  await inMemory.create('paid', ctx, clock)
  await ctx.files.write('uploads', 'one.png', new TextEncoder().encode('one'))
  await inMemory.create('pictured', ctx, clock)
  const path = inMemory.read('pictured').files.get('one.png') ?? ''
  expect(existsSync(path)).toBe(true)
  inMemory.close()
  expect(existsSync(path)).toBe(false)
  expect(inMemory.list()).toEqual([])
})

test('the checkpoints of a folder stay in it when they are closed', () => {
  leave('paid')
  checkpoints.close()
  expect(names()).toEqual(['paid'])
})

import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Command, CommanderError } from 'commander'
import { addCityOptions } from '../../src/cli/city-options.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { runToEnd, temporaryFolder } from '../support/process.ts'
import { dumpOf } from '../support/seed.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const seed = (...words: string[]) => seedWith({}, ...words)
const seedWith = (env: Record<string, string>, ...words: string[]) =>
  runToEnd(['seed', ...words], { DATA_DIR: folder.path, ...env })

/** What a command wrote on the standard error but for its progress, which a busy machine makes it print. */
const complaintsIn = (err: string) => err.replaceAll(/^building: \d+ %\n/gm, '')

const inDatabase = <Result>(ask: (db: Database.Database) => Result): Result => {
  const db = new Database(join(folder.path, databaseFileName))
  try {
    return ask(db)
  } finally {
    db.close()
  }
}

describe('the command seed', () => {
  // A checkpoint begins after a thousand acts, and once nothing else kept the process alive until it had ended.
  test('ends when thousands of acts are done, not before, and does it once', async () => {
    const first = await seed('--users', '5', '--gigs', '400')
    expect([first.exitCode, complaintsIn(first.err)]).toEqual([0, ''])
    expect(first.out).toContain('5 people and 400 gigs around Bangkok')
    const count = () => inDatabase(db => db.prepare('SELECT count(*) FROM gigs').pluck().get())
    expect(count()).toBe(400)
    const second = await seed('--gigs', '7')
    expect([second.exitCode, second.out]).toEqual([0, ''])
    expect(count()).toBe(400)
  })

  test('says so where a world was left unfinished', async () => {
    await seed('--users', '5', '--gigs', '1')
    inDatabase(db =>
      db.prepare("UPDATE users SET email = 'nobody@example.com' WHERE email = 'john@example.com'").run(),
    )
    const { exitCode, err } = await seed()
    expect(exitCode).toBe(1)
    expect(err).toContain('making it was interrupted')
  })
})

describe('example data made by the command seed', () => {
  test('is the same whatever the port, the host and the public address', async () => {
    const dumps = []
    for (const [at, env] of [
      { PORT: '0' },
      { PORT: '9123', HOST: '0.0.0.0' },
      { PUBLIC_URL: 'https://demo.example.com/api-of-ours', NODE_ENV: 'production' },
    ].entries()) {
      const dataDir = join(folder.path, String(at))
      const options = ['--users', '12', '--gigs', '40', '--as-of', '2026-01-31T09:00:00Z']
      const { exitCode, err } = await seedWith({ ...env, DATA_DIR: dataDir }, ...options)
      expect([exitCode, complaintsIn(err)]).toEqual([0, ''])
      const db = new Database(join(dataDir, databaseFileName), { readonly: true })
      const pictures = db.prepare("SELECT count(*) FROM gigs WHERE image_urls <> '[]'").pluck().get()
      expect(pictures).toBeGreaterThan(0)
      const files = readdirSync(join(dataDir, 'uploads')).sort()
      const bytes = files.map(file => Bun.hash(readFileSync(join(dataDir, 'uploads', file))))
      dumps.push({ rows: dumpOf(db), files, bytes })
      db.close()
    }
    expect(dumps[1]).toEqual(dumps[0])
    expect(dumps[2]).toEqual(dumps[0])
  })
})

describe('the options of a world', () => {
  /** What the options make of some words, or the sentence that refuses them. */
  const read = (...words: string[]): unknown => {
    const command = addCityOptions(new Command())
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
    try {
      return command.parse(words, { from: 'user' }).opts()
    } catch (error) {
      if (error instanceof CommanderError) return error.message
      throw error
    }
  }

  test('stand for two hundred people and five hundred gigs in Bangkok when there are none', () => {
    expect(read()).toEqual({ city: 'bangkok', users: 200, gigs: 500, seed: 42 })
  })

  test('are read into numbers, places and times', () => {
    const words = ['--users', '9', '--gigs', '12', '--seed', '3', '--as-of', '2026-01-31T09:00:00+07:00']
    expect(read('--around', '-33.9,151.2', ...words)).toEqual({
      city: 'bangkok',
      around: { latitude: -33.9, longitude: 151.2 },
      users: 9,
      gigs: 12,
      seed: 3,
      asOf: Date.UTC(2026, 0, 31, 2),
    })
  })

  test.each([
    [['--city', 'paris'], 'Allowed choices are bangkok, chiangmai, hatyai'],
    [['--around', '90.1,0'], 'a latitude from -90 to 90'],
    [['--around', '0,180.5'], 'a longitude from -180 to 180'],
    [['--around', '13.7'], 'a latitude from -90 to 90'],
    [['--around', '0x10,1'], 'a latitude from -90 to 90'],
    [['--city', 'hatyai', '--around', '1,2'], 'cannot be used with'],
    [['--users', '4'], 'a whole number from 5'],
    [['--gigs', '0'], 'a whole number from 1'],
    [['--seed', '1.5'], 'a whole number from 0'],
    [['--as-of', 'yesterday'], 'It must be a time'],
    [['--as-of', '2026-02-30'], 'It must be a time'],
  ])('are refused with a sentence: %p', (words, sentence) => {
    expect(read(...words)).toContain(sentence)
  })
})

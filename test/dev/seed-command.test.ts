import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Command, CommanderError } from 'commander'
import { addCityOptions } from '../../src/cli/city-options.ts'
import { databaseFileName } from '../../src/storage/sqlite/open.ts'
import { runToEnd, temporaryFolder } from '../support/process.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const seed = (...words: string[]) => runToEnd(['seed', ...words], { DATA_DIR: folder.path })

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
    expect([first.exitCode, first.err]).toEqual([0, ''])
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

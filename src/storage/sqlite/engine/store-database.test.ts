import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { StoreDatabase, withUnseenParameters } from './store-database.ts'

describe('the parameters of a read', () => {
  test('are all hidden from the planner, named, numbered or neither', () => {
    expect(withUnseenParameters('SELECT a FROM t WHERE b = ? AND c > @least LIMIT ?2')).toBe(
      'SELECT a FROM t WHERE b = likely(?) AND c > likely(@least) LIMIT likely(?2)',
    )
  })

  test('are told from the same characters in texts, quoted names and comments', () => {
    const text = `SELECT 'why? it''s @home', "what?" /* ? */ FROM t -- @nobody\n`
    expect(withUnseenParameters(`${text}WHERE a = ?`)).toBe(`${text}WHERE a = likely(?)`)
  })
})

describe('StoreDatabase', () => {
  let db: StoreDatabase
  beforeEach(() => {
    db = new StoreDatabase(':memory:')
    db.exec("CREATE TABLE t (name TEXT PRIMARY KEY, n INTEGER); INSERT INTO t VALUES ('1', 1), ('b', 2)")
  })
  afterEach(() => db.close())

  test('compares what is bound as any connection does, with the type of the column', () => {
    const find = db.prepare<[unknown, unknown], string>('SELECT name FROM t WHERE name = ? OR n = ?').pluck()
    expect(find.all('1', '2')).toEqual(['1', 'b'])
    expect(find.all(null, null)).toEqual([])
  })

  test('writes what is bound without a change', () => {
    db.prepare<[string]>("INSERT INTO t VALUES ('likely(?)', ?)").run('3')
    expect(db.prepare("SELECT n FROM t WHERE name = 'likely(?)'").pluck().get()).toBe(3)
  })
})

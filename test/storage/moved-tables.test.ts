import { afterAll, describe, expect, test } from 'bun:test'
import Database from 'better-sqlite3'
import { parseLine, problemOf } from '../../src/storage/move/rows.ts'
import {
  derivedColumns,
  type MovedRow,
  type MovedTable,
  movedTables,
  tablesLeftOut,
} from '../../src/storage/move/tables.ts'
import { createRowWriter, readRows } from '../../src/storage/sqlite/engine/moved-rows.ts'
import { isInternalTable } from '../../src/storage/sqlite/internal-tables.ts'
import { migrate } from '../../src/storage/sqlite/migrations/migrate.ts'

const db = new Database(':memory:')
migrate(db)
db.pragma('foreign_keys = OFF')
afterAll(() => db.close())

const tableOf = (name: string): MovedTable => {
  const found = movedTables.find(table => table.name === name)
  if (!found) throw new Error(`No export has the table ${name}.`)
  return found
}

describe('the tables of an export', () => {
  test('are all tables of the database but those that are left out for a reason', () => {
    const names = db
      .prepare<[], string>("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
      .pluck()
      .all()
      .filter(name => !name.startsWith('sqlite_'))
      .filter(name => name === 'place_grid' || !isInternalTable(name))
    expect([...movedTables.map(({ name }) => name), ...Object.keys(tablesLeftOut)].sort()).toEqual(
      names.sort(),
    )
  })

  test.each(movedTables.map(table => [table.name, table] as const))(
    'have every column of %s that does not follow from others, and none may be empty that must not be',
    (name, { columns, order }) => {
      const found = db
        .prepare<[string], { name: string; notnull: number; pk: number }>(
          'SELECT name, "notnull", pk FROM pragma_table_info(?)',
        )
        .all(name)
        .filter(column => !derivedColumns[name]?.includes(column.name))
        .filter(column => !(order === 'insertion' && column.name === 'n'))
      expect(columns.map(column => [column.name, column.isNullable])).toEqual(
        found.map(column => [column.name, column.notnull + column.pk === 0]),
      )
    },
  )

  test('are sorted by columns that tell two rows apart', () => {
    for (const { name, order } of movedTables) {
      if (order === 'insertion') continue
      const unique = db
        .prepare<[string], string>('SELECT name FROM pragma_index_list(?) WHERE "unique" = 1 AND partial = 0')
        .pluck()
        .all(name)
        .map(index =>
          db.prepare<[string], string>('SELECT name FROM pragma_index_info(?)').pluck().all(index),
        )
      // The grid has one key.
      if (name !== 'place_grid') expect(unique).toContainEqual([...order])
    }
  })
})

const gig: MovedRow = {
  id: '01234567-89ab-7cde-8f01-23456789abcd',
  title: 'Carry a “sofa” 🛋 \u2028',
  description: 'Two\nlines',
  duration_hours: 2,
  budget_satang: 1_000_000_000,
  address_text: '',
  status: 'PENDING',
  image_urls: ['/api/files/a.jpg', 'https://example.com/"b"'],
  latitude: 0.1 + 0.2,
  longitude: -179.99999999999997,
  created_at: '2025-10-01T10:00:00.000001Z',
  updated_at: '2025-10-01T10:00:00.000002Z',
  starts_at: null,
  completed_at: null,
  seeker_id: '01234567-89ab-7cde-8f01-23456789abce',
  helper_id: null,
}

describe('a row', () => {
  test('is the same after it was written and read', async () => {
    const write = createRowWriter(db, tableOf('gigs'))
    write(gig)
    write({ ...gig, id: '01234567-89ab-7cde-8f01-23456789abc0' })
    const batches = await Array.fromAsync(readRows(db, tableOf('gigs')))
    expect(batches.flat()).toEqual([gig, { ...gig, id: '01234567-89ab-7cde-8f01-23456789abc0' }])
    const grid = { key: Buffer.alloc(32, 255).toString('base64') }
    createRowWriter(db, tableOf('place_grid'))(grid)
    expect((await Array.fromAsync(readRows(db, tableOf('place_grid')))).flat()).toEqual([grid])
    expect(db.prepare('SELECT hex(key) FROM place_grid').pluck().get()).toBe('FF'.repeat(32))
  })

  test.each<[string, object | string, string]>([
    ['no object', '[]', 'is no row'],
    ['no JSON', '{"id":', 'is not JSON'],
    ['no such column', { ...gig, helper_id: undefined }, 'has no "helper_id"'],
    ['a column more', { ...gig, price: 1 }, 'has a "price", which is no column'],
    [
      'an id in upper case',
      { ...gig, id: String(gig.id).toUpperCase() },
      'has a "id" that is not a UUID in lower case',
    ],
    ['a number in the place of text', { ...gig, title: 7 }, 'has a "title" that is not text'],
    ['text in the place of a number', { ...gig, latitude: '13' }, 'has a "latitude" that is not a number'],
    [
      'half a satang',
      { ...gig, budget_satang: 0.5 },
      'has a "budget_satang" that is not a whole number of satang',
    ],
    [
      'a day that no month has',
      { ...gig, created_at: '2025-02-30T10:00:00.000000Z' },
      'has a "created_at" that is not a time in UTC with six digits',
    ],
    [
      'a time with three digits',
      { ...gig, created_at: '2025-02-20T10:00:00.000Z' },
      'has a "created_at" that is not a time in UTC with six digits',
    ],
    ['nothing where something must be', { ...gig, status: null }, 'has a "status" that is not text'],
    ['a list with a number', { ...gig, image_urls: [1] }, 'has a "image_urls" that is not a list of texts'],
  ])('with %s is rejected', (_, row, problem) => {
    const line = typeof row === 'string' ? row : JSON.stringify(row)
    expect(parseLine(tableOf('gigs'), line)).toEqual({ problem })
  })

  test('has no other bytes than those of Base64, and its flags are no numbers', () => {
    expect(problemOf(tableOf('place_grid'), { key: 'AA=A' })).toBe('has a "key" that is not bytes in Base64')
    const room = { is_active: 1 }
    expect(
      problemOf(
        {
          ...tableOf('chat_rooms'),
          columns: tableOf('chat_rooms').columns.filter(({ form }) => form === 'boolean'),
        },
        room,
      ),
    ).toBe('has a "is_active" that is not true or false')
  })
})

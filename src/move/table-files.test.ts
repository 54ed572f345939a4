import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { appendFileSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { problemsOf } from '../../test/support/backups.ts'
import { makeFolder } from '../../test/support/stores.ts'
import { hashFile } from '../lib/hash-file.ts'
import type { RowBatches } from '../storage/move/port.ts'
import type { MovedRow, MovedTable } from '../storage/move/tables.ts'
import { hashTable, readTableFile, writeTableFile } from './table-files.ts'

let folder: ReturnType<typeof makeFolder>

beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

const table: MovedTable = {
  name: 'cats',
  order: ['name'],
  columns: [
    { name: 'name', form: 'text', isNullable: false },
    { name: 'lives', form: 'integer', isNullable: false },
  ],
}

async function* inBatches(...batches: MovedRow[][]): RowBatches {
  yield* batches
}

const [mali, nim, som] = [
  { name: 'มะลิ', lives: 9 },
  { name: 'Nim', lives: 7 },
  { name: 'Som', lives: 1 },
]

const write = (...batches: MovedRow[][]) =>
  writeTableFile(folder.path, table, inBatches(...batches), () => {})
const readAll = async () => (await Array.fromAsync(readTableFile(folder.path, table))).flat()

describe('the file of a table', () => {
  test('has a line for each row, in their order, and can be read by its owner alone', async () => {
    const seen: unknown[] = []
    const made = await writeTableFile(folder.path, table, inBatches([mali, nim], [som]), (of, rows) =>
      seen.push([of.name, rows]),
    )
    const file = join(folder.path, 'tables/cats.ndjson')
    const text = '{"name":"มะลิ","lives":9}\n{"name":"Nim","lives":7}\n{"name":"Som","lives":1}\n'
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(made).toEqual({
      path: 'tables/cats.ndjson',
      bytes: Buffer.byteLength(text),
      sha256: await hashFile(file),
    })
    expect(seen).toEqual([
      ['cats', [mali, nim]],
      ['cats', [som]],
    ])
    const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)
    expect([modeOf(file), modeOf(join(folder.path, 'tables'))]).toEqual(['600', '700'])
  })

  test('of no rows is there and empty', async () => {
    expect(await write()).toMatchObject({ bytes: 0 })
    expect(await readAll()).toEqual([])
  })

  test('is never written over another one', async () => {
    await write([mali])
    await expect(write([nim])).rejects.toThrow('EEXIST')
    expect(await readAll()).toEqual([mali])
  })

  test('is read as it was written, whatever the batches were', async () => {
    await write([mali], [nim, som])
    expect(await readAll()).toEqual([mali, nim, som])
  })

  test('has the hash that the same rows have in a store', async () => {
    const { sha256 } = await write([mali, nim], [som])
    let count = 0
    const hash = await hashTable(table, inBatches([mali], [nim, som]), (_, rows) => {
      count += rows.length
    })
    expect([hash, count]).toEqual([sha256, 3])
    expect(await hashTable(table, inBatches([nim, mali, som]), () => {})).not.toBe(sha256)
  })

  test('is not made of a row that no import would take, which is named by its first column', async () => {
    const seen: unknown[] = []
    const writing = writeTableFile(
      folder.path,
      table,
      inBatches([mali, { name: 'Nim', lives: 'many' }]),
      row => seen.push(row),
    )
    expect(await problemsOf(writing)).toEqual([
      'The row "Nim" of cats has a "lives" that is not a whole number.',
    ])
    expect(seen).toEqual([])
  })

  test('with a bad line is damage, with the number of the line', async () => {
    await write([mali, nim])
    appendFileSync(join(folder.path, 'tables/cats.ndjson'), '{"name":"Som"}\n')
    expect(await problemsOf(readAll())).toEqual(['tables/cats.ndjson, line 3: it has no "lives".'])
  })

  test('may have a line of four million characters, and no longer one', async () => {
    const longest = 4 * 1024 ** 2
    const lineOf = (length: number) => {
      const row = { name: '', lives: 9 }
      return { ...row, name: 'x'.repeat(length - JSON.stringify(row).length) }
    }
    await write([lineOf(longest)])
    expect((await readAll())[0]?.name).toHaveLength(longest - JSON.stringify({ name: '', lives: 9 }).length)
    rmSync(join(folder.path, 'tables'), { recursive: true })
    await write([lineOf(longest + 1)])
    expect(await problemsOf(readAll())).toEqual([
      'tables/cats.ndjson, line 1: it is longer than 4194304 characters.',
    ])
  })

  test('that is not there is an error of the disk and no damage', async () => {
    await expect(readAll()).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

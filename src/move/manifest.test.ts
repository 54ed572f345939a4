import { describe, expect, test } from 'bun:test'
import { problemsOf } from '../../test/support/backups.ts'
import { movedTables } from '../storage/move/tables.ts'
import { type ExportManifest, exportArchive, tablePath } from './manifest.ts'

const sha256 = '0'.repeat(64)
const fileOf = (path: string) => ({ path, bytes: 1, sha256 })

const manifest: ExportManifest = {
  kind: 'export',
  format: 1,
  version: '1.2.3',
  createdAt: '2025-10-01T10:00:00.000000Z',
  data: 'production',
  tables: { users: 0 },
  ledger: { user: -1, escrow: 1, fees: 0, held: 1 },
  files: movedTables.map(({ name }) => fileOf(tablePath(name))),
}

const parse = async (value: unknown) => exportArchive.parseManifest(JSON.stringify(value))
const withFiles = (...paths: string[]) => ({ ...manifest, files: [...manifest.files, ...paths.map(fileOf)] })

describe('the manifest of an export', () => {
  test('is taken as it is, with damage, a key and pictures or without', async () => {
    expect(await parse(manifest)).toEqual(manifest)
    const more = {
      ...withFiles('secret.key', 'uploads/a-b_c.1.png', 'uploads/_.png'),
      data: 'demo',
      damage: { fileIds: ['a'], problems: ['The file a is missing.'] },
    }
    expect<unknown>(await parse(more)).toEqual(more)
  })

  test.each<[string, object]>([
    ['another format', { format: 0 }],
    ['a newer format without a version', { format: 2, version: 7 }],
    ['a newer format with a version too long for a sentence', { format: 2, version: 'x'.repeat(101) }],
    ['other data', { data: 'test' }],
    ['a hash of another length', { files: [{ ...fileOf('secret.key'), sha256: '0'.repeat(63) }] }],
    ['a hash in capitals', { files: [{ ...fileOf('secret.key'), sha256: 'A'.repeat(64) }] }],
    ['a hash with more behind it', { files: [{ ...fileOf('secret.key'), sha256: `${sha256}0` }] }],
    ['a negative length', { files: [{ ...fileOf('secret.key'), bytes: -1 }] }],
    ['a part of a row', { tables: { users: 0.5 } }],
    ['a part of a satang', { ledger: { ...manifest.ledger, fees: 0.5 } }],
  ])('is none with %s', async (_, changes) => {
    expect(await problemsOf(parse({ ...manifest, ...changes }))).toEqual([
      'This is not an export of Chayenity: it has no valid manifest.',
    ])
  })

  test('is none where it is no object, or of nothing', async () => {
    for (const text of ['', 'null', '7', '"export"', '[]', '{}', JSON.stringify(manifest).slice(1)]) {
      const parsing = (async () => exportArchive.parseManifest(text))()
      expect([text, await problemsOf(parsing)]).toEqual([
        text,
        ['This is not an export of Chayenity: it has no valid manifest.'],
      ])
    }
  })

  test('of a newer format names the version that reads it, whatever else that format has', async () => {
    for (const version of ['9.8.7', 'x'.repeat(100)])
      expect(await problemsOf(parse({ kind: 'export', format: 2, version }))).toEqual([
        `The export was made by Chayenity ${version} (format 2). This version knows format 1: use ${version} or a newer one.`,
      ])
  })

  test('of a backup says which command reads it', async () => {
    expect(await problemsOf(parse({ format: 1, schema: 9 }))).toEqual([
      'This is a backup and no export: "chayenity restore" reads it.',
    ])
  })

  test('tells every path that no export has, that is there twice, or that is missing', async () => {
    const [first, ...others] = withFiles('manifest.json', 'chayenity.db', 'secret.key', 'secret.key').files
    expect(await problemsOf(parse({ ...manifest, files: others }))).toEqual([
      'The manifest names "manifest.json", which no export has.',
      'The manifest names "chayenity.db", which no export has.',
      'The manifest names "secret.key" twice.',
      `${first?.path} is missing.`,
    ])
  })
})

test.each([
  ['manifest.json', true],
  ['secret.key', true],
  ['tables/users.ndjson', true],
  ['uploads/a.png', true],
  ['uploads/-.png', true],
  ['tables/product.ndjson', false],
  ['tables/users.ndjson.new', false],
  ['users.ndjson', false],
  ['uploads/.hidden', false],
  ['uploads/../secret.key', false],
  ['uploads/a/b.png', false],
  ['uploads/', false],
  ['other/uploads/a.png', false],
  ['/uploads/a.png', false],
])('the path %s in an export: %p', (path, isOne) => {
  expect(exportArchive.isPath(path)).toBe(isOne)
})

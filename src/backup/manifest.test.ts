import { expect, test } from 'bun:test'
import { problemsOf } from '../../test/support/backups.ts'
import { schemaVersion } from '../storage/sqlite/migrations/migrate.ts'
import { backupFormat, type Manifest } from './manifest.ts'

const manifest: Manifest = {
  format: 1,
  version: '1.2.3',
  schema: 1,
  createdAt: '2025-10-01T10:00:00.000000Z',
  tables: { users: 0 },
  files: [{ path: 'chayenity.db', bytes: 0, sha256: 'its hash' }],
}

const parse = async (value: unknown) => backupFormat.parseManifest(JSON.stringify(value))

test('the manifest of a backup is taken as it is, up to the schema of this version', async () => {
  expect(await parse(manifest)).toEqual(manifest)
  const more = {
    ...manifest,
    schema: schemaVersion,
    pictures: 'bucket',
    damage: { fileIds: ['a'], problems: ['The file a is missing.'] },
  }
  expect<unknown>(await parse(more)).toEqual(more)
})

test.each<[string, object]>([
  ['another format', { format: 2 }],
  ['the schema zero', { schema: 0 }],
  ['a part of a row', { tables: { users: 0.5 } }],
  ['less than no rows', { tables: { users: -1 } }],
  ['a negative length', { files: [{ path: 'secret.key', bytes: -1, sha256: '' }] }],
  ['pictures elsewhere', { pictures: 'folder' }],
  ['damage without ids', { damage: { problems: [] } }],
])('a manifest of a backup with %s is none', async (_, changes) => {
  expect(await problemsOf(parse({ ...manifest, ...changes }))).toEqual([
    'This is not a backup of Chayenity: it has no valid manifest.',
  ])
})

test('the manifest of an export is not read as that of a backup, and says what reads it', async () => {
  expect(await problemsOf(parse({ kind: 'export' }))).toEqual([
    'This is an export and no backup: "chayenity import" reads it.',
  ])
  for (const other of [{ kind: 'backup' }, { export: true }, ['export'], null, 'export'])
    expect(await problemsOf(parse(other))).toEqual([
      'This is not a backup of Chayenity: it has no valid manifest.',
    ])
})

test.each([
  ['manifest.json', true],
  ['chayenity.db', true],
  ['secret.key', true],
  ['uploads/a-b_c.1.png', true],
  ['uploads/_', true],
  ['chayenity.db-wal', false],
  ['other/chayenity.db', false],
  ['chayenityxdb', false],
  ['uploads/.hidden', false],
  ['uploads/a/b.png', false],
  ['uploads/', false],
  ['thumbnails/a.png', false],
])('the path %s in a backup: %p', (path, isOne) => {
  expect(backupFormat.isPath(path)).toBe(isOne)
})

import { readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { manifestName } from '../../src/backup/archive.ts'
import type { Manifest } from '../../src/backup/manifest.ts'
import type { SeededRandom } from '../../src/lib/random.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { addEntry, type openBackupBench } from '../../test/support/backups.ts'

/** Ways in which a backup is damaged by chance or on purpose. A backup with any of them must be rejected. */

type Bench = Awaited<ReturnType<typeof openBackupBench>>
/** Writes a damaged copy of the good backup. @returns its path */
export type Damage = (bench: Bench, random: SeededRandom) => Promise<string>

type Bytes = Buffer<ArrayBuffer>

const flipBit = (bytes: Bytes, at: number, random: SeededRandom) =>
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.whole(0, 7)), at)

/** The header of gzip holds a time and a system, which say nothing about the content (RFC 1952, 2.3). */
const gzipHeaderBytes = 10

const ofBytes =
  (change: (bytes: Bytes, at: number, random: SeededRandom) => Uint8Array): Damage =>
  async ({ at, badArchive }, random) => {
    const bytes = Buffer.from(readFileSync(at('good.tar.gz')))
    writeFileSync(badArchive, change(bytes, random.whole(gzipHeaderBytes, bytes.length - 1), random))
    return badArchive
  }

/** One bit in 500 of the compressed bytes can be another one: it names another place with the same bytes before it. */
const unpacksToTheSame = (bytes: Bytes, good: Bytes): boolean => {
  try {
    return gunzipSync(bytes).equals(gunzipSync(good))
  } catch {
    return false
  }
}

const blockBytes = 512

/** Where the headers of a tar archive begin (POSIX.1-2024, pax, "ustar Interchange Format"). */
const headersOf = (packed: Bytes): number[] => {
  const headers: number[] = []
  for (let at = 0; packed.readUInt8(at) !== 0; ) {
    headers.push(at)
    const size = Number.parseInt(packed.toString('latin1', at + 124, at + 136), 8)
    at += blockBytes * (1 + Math.ceil(size / blockBytes))
  }
  return headers
}

const ofTransfer: Record<string, Damage> = {
  'a flipped bit': ofBytes((bytes, at, random) => {
    const flipped = Buffer.from(bytes)
    flipBit(flipped, at, random)
    while (unpacksToTheSame(flipped, bytes))
      flipBit(flipped, random.whole(gzipHeaderBytes, bytes.length - 1), random)
    return flipped
  }),
  'an early end': ofBytes((bytes, at) => bytes.subarray(0, at)),
  'a missing piece': ofBytes((bytes, at, random) =>
    Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.whole(1, 4096))]),
  ),
  'noise over a piece': ofBytes((bytes, at, random) => {
    bytes.set(random.bytes(Math.min(random.whole(8, 4096), bytes.length - at)), at)
    return bytes
  }),
  'a piece twice': ofBytes((bytes, at, random) =>
    Buffer.concat([bytes.subarray(0, at), bytes.subarray(at - random.whole(1, gzipHeaderBytes))]),
  ),
  'a flipped bit in a header of the tar': async ({ at, badArchive }, random) => {
    const packed = Buffer.from(Bun.gunzipSync(readFileSync(at('good.tar.gz'))))
    flipBit(packed, random.pick(headersOf(packed)) + random.whole(0, 8), random)
    writeFileSync(badArchive, Bun.gzipSync(packed))
    return badArchive
  },
}

type ChangedManifest = (manifest: Manifest, random: SeededRandom) => Manifest | string

const changeFile = (
  manifest: Manifest,
  random: SeededRandom,
  change: (file: Manifest['files'][number]) => Manifest['files'],
): Manifest => {
  const changed = random.pick(manifest.files)
  return { ...manifest, files: manifest.files.flatMap(file => (file === changed ? change(file) : [file])) }
}

const ofManifest =
  (change: ChangedManifest): Damage =>
  ({ repack }, random) =>
    repack(manifest => change(manifest, random))

const manifestChanges: Record<string, ChangedManifest> = {
  'another hash in the manifest': (manifest, random) =>
    changeFile(manifest, random, file => {
      const at = random.whole(0, file.sha256.length - 1)
      const digit = file.sha256[at] === '0' ? '1' : '0'
      return [{ ...file, sha256: file.sha256.slice(0, at) + digit + file.sha256.slice(at + 1) }]
    }),
  'another length in the manifest': (manifest, random) =>
    changeFile(manifest, random, file => [
      { ...file, bytes: Math.max(0, file.bytes + random.pick([-1, 1, 1000, 2 ** 40])) },
    ]),
  'another number of rows': ({ tables, ...manifest }, random) => {
    const table = random.pick(Object.keys(tables))
    return { ...manifest, tables: { ...tables, [table]: (tables[table] ?? 0) + random.whole(1, 5) } }
  },
  'a table that is not there': ({ tables, ...manifest }) => ({
    ...manifest,
    tables: { ...tables, cats: 1 },
  }),
  'a table less': ({ tables, ...manifest }, random) => {
    const left = random.pick(Object.keys(tables))
    return {
      ...manifest,
      tables: Object.fromEntries(Object.entries(tables).filter(([name]) => name !== left)),
    }
  },
  'another schema': (manifest, random) => ({
    ...manifest,
    schema: manifest.schema + random.pick([-1, 1, 900]),
  }),
  'a manifest that ends early': (manifest, random) => {
    const text = JSON.stringify(manifest)
    return text.slice(0, random.whole(0, text.length - 1))
  },
  'a manifest without a property': (manifest, random) => {
    const left = random.pick(['format', 'version', 'schema', 'createdAt', 'tables', 'files'])
    return JSON.stringify(Object.fromEntries(Object.entries(manifest).filter(([name]) => name !== left)))
  },
}

const badNames = [
  '../outside',
  '/tmp/outside',
  'uploads/../outside',
  'uploads/..',
  'uploads/a/b.png',
  'other/name',
  '.lock',
  'secret.key.new',
  'backups/x.tar.gz',
  'data-folder.json',
]

const ofEntries: Record<string, Damage> = {
  'an entry with a bad name': async ({ repack }, random) =>
    addEntry(await repack(manifest => manifest), random.pick(badNames)),
  'a link in the place of a file': ({ repack, pathOf }, random) =>
    repack(manifest => {
      const { path } = random.pick(manifest.files)
      rmSync(pathOf(path))
      symlinkSync(random.pick(['/etc/passwd', '../live/secret.key', manifestName]), pathOf(path))
      return manifest
    }),
  'a missing entry': ({ repack }, random) => {
    const left = random.pick([manifestName, databaseFileName, 'secret.key'])
    const names = [manifestName, databaseFileName, 'secret.key'].filter(name => name !== left)
    return repack(manifest => manifest, names)
  },
}

/** The manifest says the truth about a database that was changed. */
const ofDatabase =
  (change: (file: string, random: SeededRandom, bench: Bench) => void): Damage =>
  (bench, random) =>
    bench.repack(manifest => {
      change(bench.pathOf(databaseFileName), random, bench)
      return bench.withTrueHashes(manifest)
    })

const pageBytes = 4096

/** The first pages of all tables and indexes, in which every byte means something. */
const rootPagesOf = (file: string): number[] => {
  const db = new Database(file, { readonly: true })
  try {
    return db
      .prepare<[], number>('SELECT rootpage FROM sqlite_schema WHERE rootpage > 0 UNION SELECT 1')
      .pluck()
      .all()
  } finally {
    db.close()
  }
}

const foreignSql = [
  'CREATE TRIGGER spy AFTER INSERT ON chat_messages BEGIN UPDATE users SET full_name = NEW.content; END',
  'CREATE TRIGGER ledger_entries_gain AFTER INSERT ON ledger_entries BEGIN SELECT 1; END',
  'CREATE VIEW spied AS SELECT * FROM users',
  'CREATE INDEX foreign_index ON users (full_name)',
  'ALTER TABLE users ADD COLUMN spied TEXT',
  'CREATE TABLE sqlitelike (note TEXT)',
  'DROP TRIGGER ledger_entries_never_change',
]

const ofRows: Record<string, Damage> = {
  'noise over a page of the database': ofDatabase((file, random) => {
    const page = random.pick(rootPagesOf(file))
    const bytes = readFileSync(file)
    bytes.set(random.bytes(pageBytes), (page - 1) * pageBytes)
    writeFileSync(file, bytes)
  }),
  'a database that ends early': ofDatabase((file, random) =>
    truncateSync(file, random.whole(0, readFileSync(file).length - pageBytes)),
  ),
  'rows that refer to missing ones': ofDatabase((_file, random, { changeDatabase }) =>
    changeDatabase(`PRAGMA foreign_keys = OFF; DELETE FROM ${random.pick(['users', 'files'])}`),
  ),
  'something foreign in the schema': ofDatabase((_file, random, { changeDatabase }) =>
    changeDatabase(random.pick(foreignSql)),
  ),
}

export const damages: Record<string, Damage> = {
  ...ofTransfer,
  ...Object.fromEntries(Object.entries(manifestChanges).map(([name, change]) => [name, ofManifest(change)])),
  ...ofEntries,
  ...ofRows,
}

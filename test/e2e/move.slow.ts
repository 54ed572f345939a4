import { afterAll, describe, expect, test } from 'bun:test'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { inspectFolder } from '../../src/backup/inspect.ts'
import { makeBackup } from '../../src/backup/make.ts'
import { hashFile } from '../../src/lib/hash-file.ts'
import { type ExportManifest, tablePath } from '../../src/move/manifest.ts'
import { movedTables } from '../../src/storage/move/tables.ts'
import { addEntry, problemsOf } from '../support/backups.ts'
import { hashesIn, openMoveBench } from '../support/exports.ts'
import { startTestServer, testNow } from '../support/server.ts'

/** The whole marketplace in a file that every engine reads. */

const bench = await openMoveBench()
const { at, expectSameAnswers, exportFrom, importInto, repack, server, unpack } = bench
afterAll(bench.close)

const one = await exportFrom('live', 'one.tar.gz')

const pictureIn = ({ files }: ExportManifest) =>
  files.find(({ path }) => path.startsWith('uploads/'))?.path ?? 'no picture'

describe('an export of a running server', () => {
  test('has something of every table in this test, and is readable by its owner alone', () => {
    expect(Object.entries(one.tables).filter(([, rows]) => rows === 0)).toEqual([])
    expect(Object.keys(one.tables)).toEqual(movedTables.map(({ name }) => name))
    expect(one.ledger.held).toBeGreaterThan(0)
    expect(statSync(at('one.tar.gz')).mode & 0o777).toBe(0o600)
  })

  test('is byte for byte the same after it was imported and exported again, but for the date', async () => {
    const imported = await importInto('twin', 'one.tar.gz')
    expect(imported).toEqual(one)
    const two = await exportFrom('twin', 'two.tar.gz', testNow + 1000)
    const [before, after] = [await unpack('one.tar.gz', '1'), await unpack('two.tar.gz', '2')]
    expect({ ...after, 'manifest.json': '' }).toEqual({ ...before, 'manifest.json': '' })
    expect({ ...two, createdAt: one.createdAt }).toEqual(one)
    expect(two.createdAt).not.toBe(one.createdAt)
    expect((await inspectFolder(at('twin'))).problems).toEqual([])
  })

  test('gives a server on which people stay logged in and see what they saw', async () => {
    const moved = await startTestServer({ env: { DATA_DIR: at('twin') }, clock: server.clock })
    await expectSameAnswers(moved.url)
    await moved.stop()
    expect((await inspectFolder(at('twin'))).problems).toEqual([])
  })

  test('names the pictures that are missing, and can be imported without them', async () => {
    await importInto('holed', 'one.tar.gz')
    const picture = pictureIn(one)
    rmSync(at(`holed/${picture}`))
    const holed = await exportFrom('holed', 'holed.tar.gz')
    const id = picture.slice('uploads/'.length).split('.')[0] ?? ''
    expect(holed.damage).toEqual({ fileIds: [id], problems: [`The file ${id} is missing.`] })
    expect((await importInto('holed-2', 'holed.tar.gz')).damage?.fileIds).toEqual([id])
  })

  test('is not made of data that contradicts itself', async () => {
    await importInto('broken', 'one.tar.gz')
    const db = new Database(at('broken/chayenity.db'))
    db.exec('UPDATE transactions SET amount_satang = amount_satang + 1')
    db.close()
    expect(await problemsOf(exportFrom('broken', 'broken.tar.gz'))).toContainEqual(
      expect.stringMatching(/^Payments and their ledger entries do not agree/),
    )
    expect(existsSync(at('broken.tar.gz'))).toBe(false)
  })
})

/** Changes a file of the unpacked export and lets the manifest say the truth about it. */
const rewrite = async (
  manifest: ExportManifest,
  folder: string,
  path: string,
  change: (text: string) => string,
) => {
  const file = join(folder, path)
  writeFileSync(file, change(readFileSync(file, 'utf8')))
  const [bytes, sha256] = [statSync(file).size, await hashFile(file)]
  return {
    ...manifest,
    files: manifest.files.map(each => (each.path === path ? { path, bytes, sha256 } : each)),
  }
}

const [users, ledger, gigs] = ['users', 'ledger_entries', 'gigs'].map(tablePath) as [string, string, string]
const lastLineOff = (text: string) => text.replace(/[^\n]*\n$/, '')
type Spoil = (manifest: ExportManifest, folder: string) => unknown

const spoiled: [name: string, spoil: Spoil, problem: string | RegExp][] = [
  [
    'a byte of a table is another',
    (_, folder) => writeFileSync(join(folder, users), readFileSync(join(folder, users)).fill('x', 20, 21)),
    `${users} is not the file that was exported.`,
  ],
  [
    'a picture is another of the same length',
    (manifest, folder) =>
      writeFileSync(
        join(folder, pictureIn(manifest)),
        readFileSync(join(folder, pictureIn(manifest))).fill(0, 40, 44),
      ),
    /^uploads\/.+ is not the file that was exported\.$/,
  ],
  ['a table is missing', (_, folder) => rmSync(join(folder, users)), `${users} is missing.`],
  [
    'a table is not in the manifest',
    manifest => ({ ...manifest, files: manifest.files.filter(({ path }) => path !== users) }),
    `${users} is missing.`,
  ],
  [
    'a file is more than the manifest says',
    (_, folder) => writeFileSync(join(folder, 'uploads/more.png'), 'x'),
    'uploads/more.png is not in the manifest.',
  ],
  [
    'a file is what no export has',
    (_, folder) => writeFileSync(join(folder, 'chayenity.db'), 'x'),
    'The archive has an entry that no export has: "chayenity.db".',
  ],
  [
    'the manifest names a file outside',
    manifest => ({
      ...manifest,
      files: [...manifest.files, { path: '../../outside', bytes: 1, sha256: '0'.repeat(64) }],
    }),
    'The manifest names "../../outside", which no export has.',
  ],
  [
    'the manifest names a file twice',
    manifest => ({ ...manifest, files: [...manifest.files, ...manifest.files.slice(0, 1)] }),
    `The manifest names "${users}" twice.`,
  ],
  [
    'a link is in the place of a file',
    (_, folder) => {
      rmSync(join(folder, 'secret.key'))
      symlinkSync('/etc/passwd', join(folder, 'secret.key'))
    },
    'The archive has an entry that no export has: "secret.key".',
  ],
  [
    'the key is none',
    (manifest, folder) => rewrite(manifest, folder, 'secret.key', () => 'short'),
    'secret.key is no key.',
  ],
  [
    'the key is a byte too short',
    (manifest, folder) =>
      rewrite(manifest, folder, 'secret.key', () => Buffer.alloc(31, 7).toString('base64url')),
    'secret.key is no key.',
  ],
  [
    'no row names a picture',
    async (manifest, folder) => {
      writeFileSync(join(folder, 'uploads/more.png'), 'x')
      const more = {
        path: 'uploads/more.png',
        bytes: 1,
        sha256: await hashFile(join(folder, 'uploads/more.png')),
      }
      return { ...manifest, files: [...manifest.files, more] }
    },
    'No row names the picture uploads/more.png.',
  ],
  [
    'a line is no row',
    (manifest, folder) => rewrite(manifest, folder, users, text => `${text}{}\n`),
    /^tables\/users\.ndjson, line \d+: it has no "id"\.$/,
  ],
  [
    'a line is too long',
    (manifest, folder) => rewrite(manifest, folder, users, text => `${text}"${'x'.repeat(5_000_000)}"\n`),
    /it is longer than 4194304 characters\.$/,
  ],
  [
    'a column is more',
    (manifest, folder) =>
      rewrite(manifest, folder, gigs, text => text.replace('"title"', '"price":1,"title"')),
    `${gigs}, line 1: it has a "price", which is no column.`,
  ],
  [
    'a row breaks a rule',
    (manifest, folder) =>
      rewrite(manifest, folder, gigs, text => text.replace(/"duration_hours":\d+/, '"duration_hours":721')),
    /^The table gigs has a row that breaks a rule of the data: CHECK constraint failed/,
  ],
  [
    'a row refers to nobody',
    (manifest, folder) =>
      rewrite(manifest, folder, gigs, text => text.replace(/"seeker_id":"./, '"seeker_id":"f')),
    /rows refer to missing rows\.$/,
  ],
  [
    'rows are in another order',
    (manifest, folder) =>
      rewrite(
        manifest,
        folder,
        tablePath('reviews'),
        text => `${text.trimEnd().split('\n').reverse().join('\n')}\n`,
      ),
    'The table reviews is not stored as it is in the export.',
  ],
  [
    'an entry of the ledger is gone',
    (manifest, folder) => rewrite(manifest, folder, ledger, lastLineOff),
    /^Payments and their ledger entries do not agree|do not sum to zero/,
  ],
  [
    'the manifest counts other rows',
    manifest => ({ ...manifest, tables: { ...manifest.tables, users: 1 } }),
    /^The table users has \d+ rows, not 1\.$/,
  ],
  [
    'the manifest has other sums',
    manifest => ({ ...manifest, ledger: { ...manifest.ledger, fees: 1 } }),
    'The sums of the ledger are not those of the manifest.',
  ],
  [
    'the file of a row is missing',
    (manifest, folder) => {
      rmSync(join(folder, pictureIn(manifest)))
      return { ...manifest, files: manifest.files.filter(({ path }) => path !== pictureIn(manifest)) }
    },
    /^The file .+ is missing\.$/,
  ],
  [
    'a newer version made it',
    manifest => ({ ...manifest, format: 2, version: '9.8.7', tables: null }),
    'The export was made by Chayenity 9.8.7 (format 2). This version knows format 1: use 9.8.7 or a newer one.',
  ],
  [
    'the manifest is of something else',
    () => ({ kind: 'export', format: 1 }),
    'This is not an export of Chayenity: it has no valid manifest.',
  ],
  [
    'a file would need more than the disk has',
    manifest => ({ ...manifest, files: manifest.files.map(file => ({ ...file, bytes: 2 ** 52 })) }),
    /^The export needs \d+ MiB, and the disk has \d+ MiB free\. Nothing was changed\.$/,
  ],
]

describe('an import is rejected, and changes nothing, when', () => {
  test.each(spoiled)('%s', async (_, spoil, problem) => {
    const archive = await repack('one.tar.gz', spoil)
    const problems = await problemsOf(importInto('target', archive))
    expect(problems).toContainEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem))
    expect(existsSync(at('target'))).toBe(false)
  })

  test('an entry would lead outside of the folder', async () => {
    for (const name of ['../outside', '/tmp/outside', 'uploads/../../outside', 'tables/../outside'])
      expect(
        await problemsOf(
          importInto(
            'target',
            (await addEntry(at(await repack('one.tar.gz', () => null)), name)).slice(at('').length + 1),
          ),
        ),
      ).toHaveLength(1)
    expect([existsSync(at('outside')), existsSync(at('target'))]).toEqual([false, false])
  })

  test('the archive ends too early, at any place, or is none', async () => {
    const whole = readFileSync(at('one.tar.gz'))
    for (const share of [0, 0.01, 0.5, 0.999]) {
      writeFileSync(at('bad.tar.gz'), whole)
      truncateSync(at('bad.tar.gz'), Math.floor(whole.length * share))
      expect((await problemsOf(importInto('target', 'bad.tar.gz'))).length).toBeGreaterThan(0)
    }
    writeFileSync(at('bad.tar.gz'), 'hello '.repeat(1000))
    expect((await problemsOf(importInto('target', 'bad.tar.gz'))).length).toBeGreaterThan(0)
    expect(existsSync(at('target'))).toBe(false)
  })

  test('the file is a backup', async () => {
    await makeBackup(at('twin'), at('backup.tar.gz'), testNow)
    expect(await problemsOf(importInto('target', 'backup.tar.gz'))).toEqual([
      'This is a backup and no export: "chayenity restore" reads it.',
    ])
  })

  test('the store has a marketplace, or a server runs on it, or the folder is somebody else’s', async () => {
    const before = await hashesIn(at('twin'))
    expect(await problemsOf(importInto('twin', 'one.tar.gz'))).toEqual([
      `The data folder "${at('twin')}" has a marketplace already, and an import fills an empty one. Set DATA_DIR to another folder.`,
    ])
    expect(await hashesIn(at('twin'))).toEqual(before)
    expect(await problemsOf(importInto('live', 'one.tar.gz'))).toEqual([
      `The data folder "${at('live')}" is used by another Chayenity process. Stop that one, or set DATA_DIR to another folder.`,
    ])
    mkdirSync(at('foreign'))
    writeFileSync(at('foreign/notes.txt'), 'mine')
    expect(await problemsOf(importInto('foreign', 'one.tar.gz'))).toHaveLength(1)
    expect(readdirSync(at('foreign'))).toEqual(['notes.txt'])
  })
})

describe('an import', () => {
  test('fills the folder of a server that was started once and has nobody yet', async () => {
    await (await startTestServer({ env: { DATA_DIR: at('empty') } })).stop()
    await importInto('empty', 'one.tar.gz')
    expect((await inspectFolder(at('empty'))).problems).toEqual([])
    expect(readFileSync(at('empty/secret.key'))).toEqual(readFileSync(at('live/secret.key')))
  })

  test('that was killed right before its end leaves an empty marketplace, which the next one fills', async () => {
    const root = join(import.meta.dir, '../..')
    const script = `
      import { readConfig } from '${root}/src/config.ts'
      import { importMarketplace } from '${root}/src/move/import.ts'
      await importMarketplace(readConfig({ DATA_DIR: '${at('killed')}' }, 'production'), '${at('one.tar.gz')}', part => {
        if (part === 'comparing') process.kill(process.pid, 'SIGKILL')
      })`
    expect(await Bun.spawn([process.execPath, '-e', script]).exited).toBe(137)
    expect(readdirSync(at('killed/uploads')).length).toBeGreaterThan(0)
    expect((await inspectFolder(at('killed'))).tables.users).toBe(0)
    await importInto('killed', 'one.tar.gz')
    expect((await inspectFolder(at('killed'))).problems).toEqual([])
    expect(readdirSync(at('killed')).filter(name => name.includes('staging'))).toEqual([])
  })
})

import { afterAll, afterEach, describe, expect, spyOn, test } from 'bun:test'
import * as fs from 'node:fs'
import { existsSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { manifestName } from '../../src/backup/archive.ts'
import type { Manifest } from '../../src/backup/manifest.ts'
import { hashFile } from '../../src/lib/hash-file.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { schemaVersion } from '../../src/storage/sqlite/migrations/migrate.ts'
import { addEntry, openBackupBench, problemsOf } from '../support/backups.ts'

const bench = await openBackupBench()
const { at, badArchive, pathOf, restore, repack, withTrueHashes, changeDatabase, snapshot } = bench
afterAll(() => bench.remove())
afterEach(() => rmSync(at('target'), { recursive: true, force: true }))

const pictureIn = (manifest: Manifest) =>
  manifest.files.find(({ path }) => path.startsWith('uploads/'))?.path ?? 'no picture'

/** Rejected with exactly these messages, into no folder and over a full one, and nothing was touched. */
const expectRejected = async (archive: string, problems: string[]): Promise<void> => {
  const before = await snapshot()
  expect(await problemsOf(restore(archive))).toEqual(problems)
  expect(await problemsOf(restore(archive, at('live'), true))).toEqual(problems)
  expect(await snapshot()).toEqual(before)
}

describe('a backup with one thing wrong is rejected, and nothing is touched:', () => {
  test('none, when nothing was changed', async () => {
    const { manifest } = await restore(await repack(manifest => manifest))
    expect(manifest.schema).toBe(schemaVersion)
    expect(existsSync(at('target/secret.key'))).toBe(true)
  })

  test('a hash in the manifest that is not that of the file', async () => {
    const archive = await repack(manifest => ({
      ...manifest,
      files: manifest.files.map(file =>
        file.path === 'secret.key' ? { ...file, sha256: file.sha256.replace(/^./, 'x') } : file,
      ),
    }))
    await expectRejected(archive, ['secret.key is not the file that was backed up.'])
  })

  test('a picture of the same length with another byte', async () => {
    let picture = ''
    const archive = await repack(manifest => {
      picture = pictureIn(manifest)
      const bytes = readFileSync(pathOf(picture))
      bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40)
      writeFileSync(pathOf(picture), bytes)
      return manifest
    })
    await expectRejected(archive, [`${picture} is not the file that was backed up.`])
  })

  test('a length in the manifest that is not that of the file', async () => {
    const archive = await repack(manifest => ({
      ...manifest,
      files: manifest.files.map(file =>
        file.path === 'secret.key' ? { ...file, bytes: file.bytes + 1 } : file,
      ),
    }))
    await expectRejected(archive, ['secret.key is not the file that was backed up.'])
  })

  test('a file that the manifest names and the archive lacks', async () => {
    const archive = await repack(manifest => manifest, [manifestName, databaseFileName])
    const problems = await problemsOf(restore(archive))
    expect(problems.sort()).toEqual([
      'secret.key is missing.',
      expect.stringMatching(/^uploads\/.+ is missing\.$/),
    ])
    await expectRejected(archive, expect.arrayContaining(problems))
  })

  test('a file that the manifest does not name', async () => {
    const archive = await repack(
      manifest => {
        writeFileSync(pathOf('uploads/extra.png'), 'x')
        return manifest
      },
      [manifestName, databaseFileName, 'secret.key', 'uploads'],
    )
    const names = [expect.stringContaining('"uploads')]
    await expectRejected(archive, names)
  })

  test('a file that the manifest does not name, under a name that a backup may have', async () => {
    const archive = await repack(manifest => ({
      ...manifest,
      files: manifest.files.filter(({ path }) => path !== 'secret.key'),
    }))
    await expectRejected(archive, ['secret.key is not in the manifest.'])
  })

  test('an entry that leads outside of the folder', async () => {
    for (const name of ['../outside', '/tmp/outside', 'uploads/../outside', 'uploads/..', 'other/name']) {
      const archive = await repack(manifest => manifest)
      await expectRejected(await addEntry(archive, name), [expect.any(String)])
      expect([name, existsSync(at('outside'))]).toEqual([name, false])
    }
  })

  test('an entry with a name that no backup has', async () => {
    for (const name of ['other/name', 'note.txt', 'uploads/a/b.png', 'secret.key.new', '.hidden']) {
      await expectRejected(await addEntry(await repack(manifest => manifest), name), [
        `The archive has an entry that no backup has: "${name}".`,
      ])
    }
  })

  test('a path in the manifest that leads outside of the folder', async () => {
    writeFileSync(at('outside'), 'mine')
    const outside = { path: '../outside', bytes: 4, sha256: await hashFile(at('outside')) }
    const archive = await repack(manifest => ({ ...manifest, files: [...manifest.files, outside] }))
    rmSync(at('outside'))
    await expectRejected(archive, ['This is not a backup of Chayenity: it has no valid manifest.'])
  })

  test('a link in the place of a file', async () => {
    const archive = await repack(manifest => {
      rmSync(pathOf('secret.key'))
      symlinkSync('/etc/passwd', pathOf('secret.key'))
      return manifest
    })
    await expectRejected(archive, ['The archive has an entry that no backup has: "secret.key".'])
  })

  test('a table with another number of rows than the manifest says', async () => {
    const archive = await repack(({ tables, ...manifest }) => ({
      ...manifest,
      tables: { ...tables, users: 2 },
    }))
    await expectRejected(archive, ['The table users has 1 rows, not 2.'])
  })

  test('a table that the manifest or the database does not have', async () => {
    const missing = await repack(({ tables: { users: _, ...tables }, ...manifest }) => ({
      ...manifest,
      tables,
    }))
    await expectRejected(missing, ['The table users is not in the manifest.'])
    const more = await repack(({ tables, ...manifest }) => ({ ...manifest, tables: { ...tables, cats: 1 } }))
    await expectRejected(more, ['The table cats has no rows, not 1.'])
  })

  test('a newer schema, with the version that is needed', async () => {
    const archive = await repack(manifest => ({ ...manifest, version: '9.8.7', schema: schemaVersion + 1 }))
    const known = `schema ${schemaVersion}`
    await expectRejected(archive, [
      `The backup was made by Chayenity 9.8.7 (schema ${schemaVersion + 1}). This version knows ${known}: use 9.8.7 or a newer one.`,
    ])
  })

  test('a database of another schema than the manifest says', async () => {
    const archive = await repack(manifest => {
      changeDatabase(`PRAGMA user_version = ${schemaVersion + 1}`)
      return withTrueHashes(manifest)
    })
    await expectRejected(archive, [`The database has schema ${schemaVersion + 1}, not ${schemaVersion}.`])
  })

  test('a database whose pictures are missing', async () => {
    const archive = await repack(
      manifest =>
        withTrueHashes({
          ...manifest,
          files: manifest.files.filter(file => !file.path.startsWith('uploads/')),
        }),
      [manifestName, databaseFileName, 'secret.key'],
    )
    await expectRejected(archive, [expect.stringMatching(/^The file [0-9a-f-]{36} is missing\.$/)])
  })

  test('a database whose rows refer to missing ones', async () => {
    const archive = await repack(manifest => {
      changeDatabase('PRAGMA foreign_keys = OFF; DELETE FROM users')
      return withTrueHashes(manifest)
    })
    const problems = await problemsOf(restore(archive))
    expect(problems).toContainEqual(expect.stringMatching(/^\d rows refer to missing rows\.$/))
    expect(existsSync(at('target'))).toBe(false)
  })

  test.each([
    ['trigger', 'CREATE TRIGGER spy AFTER INSERT ON users BEGIN UPDATE users SET full_name = 1; END'],
    ['view', 'CREATE VIEW spy AS SELECT * FROM users'],
    ['table', 'CREATE TABLE spy (note TEXT)'],
  ])('a %s that no version makes, even when the manifest tells damage', async (kind, sql) => {
    const archive = await repack(async manifest => {
      changeDatabase(sql)
      const named = await withTrueHashes(manifest)
      const tables = kind === 'table' ? { ...named.tables, spy: 0 } : named.tables
      return { ...named, tables, damage: { fileIds: [], problems: ['Something is damaged.'] } }
    })
    await expectRejected(archive, [`The database has the ${kind} "spy", which is not part of its schema.`])
  })

  test('bytes in the place of a database', async () => {
    const archive = await repack(manifest => {
      writeFileSync(pathOf(databaseFileName), 'this is no database'.repeat(1000))
      return withTrueHashes(manifest)
    })
    await expectRejected(archive, ['The database cannot be read (SQLITE_NOTADB).'])
  })

  test('an empty or strange manifest', async () => {
    const strange: ((manifest: Manifest) => string)[] = [
      () => '',
      () => '{}',
      () => 'null',
      () => '[]',
      manifest => JSON.stringify({ ...manifest, format: 2 }),
      manifest => JSON.stringify({ ...manifest, schema: '9' }),
      manifest => JSON.stringify({ ...manifest, files: {} }),
      manifest => JSON.stringify({ ...manifest, tables: null }),
      manifest => JSON.stringify(manifest).slice(0, -1),
    ]
    for (const change of strange) {
      const problems = await problemsOf(restore(await repack(change)))
      expect(problems).toEqual(['This is not a backup of Chayenity: it has no valid manifest.'])
    }
    const none = await repack(manifest => manifest, [databaseFileName])
    await expectRejected(none, ['This is not a backup of Chayenity: it has no valid manifest.'])
  })

  test('a manifest that names no files', async () => {
    const archive = await repack(manifest => ({ ...manifest, files: [] }), [manifestName])
    await expectRejected(archive, [`${databaseFileName} is missing.`])
  })

  test('an archive that ends too early, at any place', async () => {
    const whole = readFileSync(at('good.tar.gz'))
    for (const share of [0, 0.01, 0.3, 0.6, 0.9, 0.999]) {
      writeFileSync(badArchive, whole)
      truncateSync(badArchive, Math.floor(whole.length * share))
      await expectRejected(badArchive, [expect.any(String)])
    }
  })

  test('a file that is no archive', async () => {
    writeFileSync(badArchive, 'hello '.repeat(1000))
    await expectRejected(badArchive, [expect.any(String)])
  })
})

test('a backup whose rows contradict each other is restored, and the problem is told', async () => {
  const archive = await repack(manifest => {
    changeDatabase('UPDATE users SET latitude = 13, longitude = 100')
    return withTrueHashes(manifest)
  })
  const { problems } = await restore(archive)
  expect(problems).toEqual(["The map's index and the places of people differ by 1."])
})

test('a good backup is not restored over data, unless that is forced', async () => {
  const before = await snapshot()
  expect(await problemsOf(restore(at('good.tar.gz'), at('live')))).toEqual([
    `The data folder "${at('live')}" is not empty. Set DATA_DIR to another folder, or use --force to move its content aside.`,
  ])
  expect(await snapshot()).toEqual(before)
})

test('a data folder that cannot be moved aside stays, and nothing is left to complete later', async () => {
  const before = await snapshot()
  const usual = fs.renameSync
  const moving = spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    if (from === at('live')) throw Object.assign(new Error('busy'), { code: 'EBUSY' })
    usual(from, to)
  })
  const problems = await problemsOf(restore(at('good.tar.gz'), at('live'), true))
  moving.mockRestore()
  expect(problems).toEqual([
    `The data folder "${at('live')}" cannot be moved aside (EBUSY). A mount point cannot: set DATA_DIR to a folder below it.`,
  ])
  expect(await snapshot()).toEqual(before)
})

test('a backup that tells the damage of another picture is rejected for the one that it does not tell', async () => {
  const archive = await repack(
    async manifest => {
      const picture = pictureIn(manifest)
      const named = await withTrueHashes({
        ...manifest,
        files: manifest.files.filter(({ path }) => path !== picture),
      })
      return { ...named, damage: { fileIds: ['another'], problems: ['The file another is missing.'] } }
    },
    [manifestName, databaseFileName, 'secret.key'],
  )
  await expectRejected(archive, [expect.stringMatching(/^The file [0-9a-f-]{36} is missing\.$/)])
})

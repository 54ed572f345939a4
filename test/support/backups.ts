import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { create, extract } from 'tar'
import { manifestName } from '../../src/backup/archive.ts'
import { makeBackup } from '../../src/backup/make.ts'
import type { Manifest } from '../../src/backup/manifest.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { hashFile } from '../../src/lib/hash-file.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { DamageError, StorageError } from '../../src/storage/storage-error.ts'
import { bytesOf, keepFile, still } from './images.ts'
import { joinSomchai } from './people.ts'
import { startTestServer, testNow } from './server.ts'
import { makeFolder } from './stores.ts'

type Change = (manifest: Manifest) => Manifest | string | Promise<Manifest | string>

/** A data folder `live` with a person and a picture, and a backup of it, of which bad copies are made. */
export const openBackupBench = async () => {
  const folder = makeFolder()
  const at = (name: string) => join(folder.path, name)
  const unpacked = at('unpacked')
  const badArchive = at('bad.tar.gz')
  const server = await startTestServer({ env: { DATA_DIR: at('live') } })
  await keepFile(await joinSomchai(server), await bytesOf(still().png()))
  await server.stop()
  await makeBackup(at('live'), at('good.tar.gz'), testNow)

  return {
    at,
    badArchive,
    remove: folder.remove,
    pathOf: (name: string) => join(unpacked, name),

    restore: (archive: string, target = at('target'), force = false) =>
      restoreBackup(archive, target, { force, keepSessions: false, nowMs: testNow, report: () => {} }),

    /** Unpacks the good backup, lets `change` spoil one thing, and packs it again. */
    repack: async (change: Change, packed?: string[]): Promise<string> => {
      rmSync(unpacked, { recursive: true, force: true })
      mkdirSync(unpacked)
      await extract({ file: at('good.tar.gz'), cwd: unpacked })
      const manifest: Manifest = JSON.parse(readFileSync(join(unpacked, manifestName), 'utf8'))
      const changed = await change(manifest)
      writeFileSync(
        join(unpacked, manifestName),
        typeof changed === 'string' ? changed : JSON.stringify(changed),
      )
      const names = packed ?? [manifestName, ...manifest.files.map(({ path }) => path)]
      await create({ gzip: true, file: badArchive, cwd: unpacked }, names)
      return badArchive
    },

    /** Lets the manifest say the truth about files that were changed. */
    withTrueHashes: async (manifest: Manifest): Promise<Manifest> => ({
      ...manifest,
      files: await Promise.all(
        manifest.files.map(async ({ path }) => ({
          path,
          bytes: statSync(join(unpacked, path)).size,
          sha256: await hashFile(join(unpacked, path)),
        })),
      ),
    }),

    changeDatabase: (sql: string) => {
      const db = new Database(join(unpacked, databaseFileName))
      db.exec(sql)
      db.close()
    },

    /** Every path in the folder, but for the archives that a test makes, with the hash of its content. */
    snapshot: async (): Promise<Record<string, string>> => {
      const found: Record<string, string> = {}
      for (const entry of readdirSync(folder.path, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name)
        if (path.startsWith(unpacked) || path === badArchive) continue
        found[path] = entry.isFile() ? await hashFile(path) : 'a folder'
      }
      return found
    },
  }
}

/** The messages with which a restore is rejected. */
export const problemsOf = async (restoring: Promise<unknown>): Promise<string[]> => {
  try {
    await restoring
  } catch (error) {
    if (error instanceof DamageError) return error.problems
    if (error instanceof StorageError) return [error.message]
    throw error
  }
  throw new Error('The restore was not rejected.')
}

/** Adds an entry whose name no packer would write. */
export const addEntry = async (archive: string, name: string): Promise<string> => {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write('0000600\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write('00000000004\0', 124)
  header.write('00000000000\0', 136)
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\0', 257)
  header.write('00', 263)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  const body = Buffer.alloc(512)
  body.write('evil')
  const packed = Bun.gunzipSync(readFileSync(archive))
  writeFileSync(archive, Bun.gzipSync(Buffer.concat([header, body, packed])))
  return archive
}

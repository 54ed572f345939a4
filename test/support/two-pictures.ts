import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { UploadedFile } from '../../src/domain/uploads/file.ts'
import { filenameOf } from '../../src/domain/uploads/rules.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { makeFile, makeFolder, makeUser, makeWrite, openStore } from './stores.ts'

const content = 'abc'
const owner = makeUser()

/** The upload of the second one stored no hash, as those of an old version. */
const hashed = makeFile(owner, {
  fileSize: content.length,
  sha256: new Bun.CryptoHasher('sha256').update(content).digest('hex'),
})
const unhashed = makeFile(owner, { fileSize: content.length })

/** A data folder with two pictures, to copy, without the time that a server takes to start. */
export const makeTwoPictures = async () => {
  const folder = makeFolder()
  const at = (name: string) => join(folder.path, name)
  const store = openStore(at('base'))
  await store.users.register(makeWrite(), owner, 'hash')
  for (const file of [hashed, unhashed]) await store.uploads.add(makeWrite(), file, () => {})
  await store.close()
  mkdirSync(at('base/uploads'), { recursive: true })
  const pathOf = (file: UploadedFile) => `uploads/${filenameOf(file)}`
  for (const file of [hashed, unhashed]) writeFileSync(at(`base/${pathOf(file)}`), content)
  return {
    at,
    hashed,
    unhashed,
    pathOf,
    content: Uint8Array.from(Buffer.from(content)),
    copy: (name: string): string => {
      cpSync(at('base'), at(name), { recursive: true })
      return at(name)
    },
    hashesIn: (dataDir: string): unknown[] => {
      const db = new Database(join(dataDir, databaseFileName), { readonly: true })
      const hashes = db.prepare('SELECT sha256 FROM files ORDER BY id').pluck().all()
      db.close()
      return hashes
    },
    deleteRow: (dataDir: string, file: UploadedFile): void => {
      const db = new Database(join(dataDir, databaseFileName))
      db.prepare('DELETE FROM files WHERE id = ?').run(file.id)
      db.close()
    },
    remove: folder.remove,
  }
}

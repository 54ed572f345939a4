import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspectDatabase } from '../storage/sqlite/engine/backup'
import { verifyFiles } from '../storage/sqlite/engine/verify'
import { schemaVersion } from '../storage/sqlite/migrations/migrate'
import { StorageError } from '../storage/storage-error.ts'

export const manifestName = 'manifest.json'

/** The description of a backup, and the first file in it. */
export interface Manifest {
  format: 1
  /** The version of the server that made it. */
  version: string
  schema: number
  createdAt: string
  /** Rows by table. */
  tables: Record<string, number>
  files: { path: string; bytes: number; sha256: string }[]
}

/** The SHA-256 of a file, which is read in pieces. */
export const sha256Of = async (path: string): Promise<string> => {
  const hasher = new Bun.CryptoHasher('sha256')
  for await (const piece of Bun.file(path).stream()) hasher.update(piece)
  return hasher.digest('hex')
}

/** A backup or a data folder is damaged. */
export class DamageError extends Error {
  override readonly name = 'DamageError'
  constructor(readonly problems: string[]) {
    super(problems.join('\n'))
  }
}

/**
 * Verifies an unpacked backup: the hash of every file, the database itself, and the number of rows in each table.
 * @throws DamageError, StorageError when a newer version made it
 */
export const verifyUnpacked = async (
  folder: string,
  onProgress: (share: number) => void,
): Promise<Manifest> => {
  const manifest = readManifest(folder)
  if (manifest.schema > schemaVersion) {
    throw new StorageError(
      `The backup was made by Chayenity ${manifest.version} (schema ${manifest.schema}). This version knows schema ${schemaVersion}: use ${manifest.version} or a newer one.`,
    )
  }
  const problems: string[] = []
  let done = 0
  for (const { path, bytes, sha256 } of manifest.files) {
    const file = join(folder, path)
    if (!existsSync(file)) problems.push(`${path} is missing.`)
    else if (Bun.file(file).size !== bytes || (await sha256Of(file)) !== sha256)
      problems.push(`${path} is not the file that was backed up.`)
    done += 1
    onProgress(done / manifest.files.length)
  }
  if (problems.length > 0) throw new DamageError(problems)
  const found = inspectDatabase(folder)
  problems.push(...found.problems, ...verifyFiles(found.files, join(folder, 'uploads')).problems)
  for (const [table, rows] of Object.entries(manifest.tables)) {
    if (found.tables[table] !== rows)
      problems.push(`The table ${table} has ${found.tables[table] ?? 'no'} rows, not ${rows}.`)
  }
  if (problems.length > 0) throw new DamageError(problems)
  return manifest
}

const readManifest = (folder: string): Manifest => {
  const file = join(folder, manifestName)
  try {
    const manifest: Manifest = JSON.parse(readFileSync(file, 'utf8'))
    if (manifest.format === 1 && Array.isArray(manifest.files)) return manifest
  } catch {
    // The error below covers it.
  }
  throw new DamageError(['This is no backup of Chayenity: it has no readable manifest.'])
}

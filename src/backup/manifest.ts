import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { inspectDatabase } from '../storage/sqlite/engine/backup.ts'
import { type Findings, verifyFiles } from '../storage/sqlite/engine/verify.ts'
import { schemaVersion } from '../storage/sqlite/migrations/migrate.ts'
import { databaseFileName } from '../storage/sqlite/open.ts'
import { StorageError } from '../storage/storage-error.ts'

export const manifestName = 'manifest.json'

/** The names of the files in a backup. None can lead to another folder. */
const filePath = /^(chayenity\.db|secret\.key|uploads\/[\w-][\w.-]*)$/

export const isBackupPath = (path: string): boolean => path === manifestName || filePath.test(path)

const count = Type.Integer({ minimum: 0 })

const ManifestSchema = Type.Object({
  format: Type.Literal(1),
  /** The version of the server that made it. */
  version: Type.String(),
  schema: Type.Integer({ minimum: 1 }),
  createdAt: Type.String(),
  /** Rows by table. */
  tables: Type.Record(Type.String(), count),
  files: Type.Array(
    Type.Object({ path: Type.String({ pattern: filePath.source }), bytes: count, sha256: Type.String() }),
  ),
})

/** The description of a backup, and the first file in it. */
export type Manifest = Static<typeof ManifestSchema>

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
  const damaged = await findDamagedFiles(folder, manifest, onProgress)
  if (damaged.length > 0) throw new DamageError(damaged)
  const found = inspectDatabase(folder)
  if (found.problems.length > 0) throw new DamageError(found.problems)
  const problems = [
    ...verifyFiles(found.files, join(folder, 'uploads')).problems,
    ...compareCounts(manifest, found),
  ]
  if (problems.length > 0) throw new DamageError(problems)
  return manifest
}

const findDamagedFiles = async (
  folder: string,
  { files }: Manifest,
  onProgress: (share: number) => void,
): Promise<string[]> => {
  const problems = listFiles(folder)
    .filter(name => !files.some(({ path }) => path === name))
    .map(name => `${name} is not in the manifest.`)
  if (!files.some(({ path }) => path === databaseFileName)) problems.push(`${databaseFileName} is missing.`)
  let done = 0
  for (const { path, bytes, sha256 } of files) {
    const file = join(folder, path)
    if (!existsSync(file)) problems.push(`${path} is missing.`)
    else if (Bun.file(file).size !== bytes || (await sha256Of(file)) !== sha256)
      problems.push(`${path} is not the file that was backed up.`)
    done += 1
    onProgress(done / files.length)
  }
  return problems
}

const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .filter(name => name !== manifestName)

const compareCounts = (manifest: Manifest, { schema, tables }: Findings): string[] => {
  const problems =
    schema === manifest.schema ? [] : [`The database has schema ${schema}, not ${manifest.schema}.`]
  for (const table of new Set([...Object.keys(manifest.tables), ...Object.keys(tables)])) {
    const [expected, found] = [manifest.tables[table], tables[table]]
    if (expected === undefined) problems.push(`The table ${table} is not in the manifest.`)
    else if (expected !== found)
      problems.push(`The table ${table} has ${found ?? 'no'} rows, not ${expected}.`)
  }
  return problems
}

const readManifest = (folder: string): Manifest => {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, manifestName), 'utf8'))
    if (Value.Check(ManifestSchema, manifest)) return manifest
  } catch {
    // A missing or unreadable manifest is the same error as a wrong one.
  }
  throw new DamageError(['This is not a backup of Chayenity: it has no valid manifest.'])
}

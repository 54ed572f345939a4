import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { hashFile } from '../lib/hash-file.ts'
import { inspectDatabase } from '../storage/sqlite/engine/backup.ts'
import type { Findings } from '../storage/sqlite/engine/verify.ts'
import { databaseFileName } from '../storage/sqlite/folder.ts'
import { schemaVersion } from '../storage/sqlite/migrations/migrate.ts'
import { DamageError, StorageError } from '../storage/storage-error.ts'
import { verifyUploads } from './uploads.ts'

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
  /** Of a backup of damaged data: the ids of the missing and changed files, and a sentence for each problem. */
  damage: Type.Optional(
    Type.Object({ fileIds: Type.Array(Type.String()), problems: Type.Array(Type.String()) }),
  ),
})

/** The description of a backup, and the first file in it. */
export type Manifest = Static<typeof ManifestSchema>

/**
 * Verifies an unpacked backup: the hash of every file, the database itself, its schema, and the number of rows in each
 * table. Damage that the data had when it was backed up is no reason to reject it. A foreign trigger or view always is: it
 * would run in the server.
 * @returns a sentence for each problem of the data
 * @throws DamageError
 */
export const verifyUnpacked = async (
  folder: string,
  manifest: Manifest,
  onProgress: (share: number) => void,
): Promise<string[]> => {
  const differences = await findDifferences(folder, manifest, onProgress)
  if (differences.length > 0) throw new DamageError(differences)
  const found = inspectDatabase(folder)
  // The hashes of the files are those of the manifest, as was just found.
  const hashes = new Map(manifest.files.map(({ path, sha256 }) => [join(folder, path), sha256]))
  const hashOf = async (path: string) => hashes.get(path) ?? ''
  const { damaged } = await verifyUploads(folder, found.files, { hashOf })
  const known = new Set(manifest.damage?.fileIds)
  const unknown = [
    ...found.schemaDifferences,
    ...(manifest.damage ? [] : found.damage),
    ...damaged.filter(({ id }) => !known.has(id)).map(({ problem }) => problem),
  ]
  const rejected = [...unknown, ...(unknown.length > 0 ? [] : compareCounts(manifest, found))]
  if (rejected.length > 0) throw new DamageError(rejected)
  return [...found.problems, ...damaged.map(({ problem }) => problem)]
}

/** How the files differ from those that were backed up. */
const findDifferences = async (
  folder: string,
  { files }: Manifest,
  onProgress: (share: number) => void,
): Promise<string[]> => {
  const paths = new Set(files.map(({ path }) => path))
  const problems = listFiles(folder)
    .filter(name => !paths.has(name))
    .map(name => `${name} is not in the manifest.`)
  if (!paths.has(databaseFileName)) problems.push(`${databaseFileName} is missing.`)
  let done = 0
  for (const { path, bytes, sha256 } of files) {
    const file = join(folder, path)
    if (!existsSync(file)) problems.push(`${path} is missing.`)
    else if (Bun.file(file).size !== bytes || (await hashFile(file)) !== sha256)
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

/** A manifest takes some 130 bytes for a file. */
export const maxManifestBytes = 128 * 1024 * 1024

/** @throws DamageError, StorageError when a newer version made the backup */
export const parseManifest = (text: string): Manifest => {
  const manifest = readJson(text)
  if (!Value.Check(ManifestSchema, manifest))
    throw new DamageError(['This is not a backup of Chayenity: it has no valid manifest.'])
  if (manifest.schema <= schemaVersion) return manifest
  throw new StorageError(
    `The backup was made by Chayenity ${manifest.version} (schema ${manifest.schema}). This version knows schema ${schemaVersion}: use ${manifest.version} or a newer one.`,
  )
}

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

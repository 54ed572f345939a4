import { join } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { inspectDatabase } from '../storage/sqlite/engine/backup.ts'
import type { Findings } from '../storage/sqlite/engine/verify.ts'
import { databaseFileName } from '../storage/sqlite/folder.ts'
import { schemaVersion } from '../storage/sqlite/migrations/migrate.ts'
import { DamageError, StorageError } from '../storage/storage-error.ts'
import { type ArchiveFormat, findDifferences, manifestName } from './archive.ts'
import { verifyUploads } from './uploads.ts'

/** None may lead to another folder. */
const filePath = /^(chayenity\.db|secret\.key|uploads\/[\w-][\w.-]*)$/

const isBackupPath = (path: string): boolean => path === manifestName || filePath.test(path)

const count = Type.Integer({ minimum: 0 })

const ManifestSchema = Type.Object({
  format: Type.Literal(1),
  version: Type.String(),
  schema: Type.Integer({ minimum: 1 }),
  createdAt: Type.String(),
  tables: Type.Record(Type.String(), count),
  pictures: Type.Optional(Type.Literal('bucket')),
  files: Type.Array(
    Type.Object({ path: Type.String({ pattern: filePath.source }), bytes: count, sha256: Type.String() }),
  ),
  /** For damaged data: the missing and changed files, and a sentence for each problem. */
  damage: Type.Optional(
    Type.Object({ fileIds: Type.Array(Type.String()), problems: Type.Array(Type.String()) }),
  ),
})

export type Manifest = Static<typeof ManifestSchema>

/**
 * Damage that the backup names is accepted. A foreign trigger or view is not, because it would run in the
 * server. @returns a sentence for each problem of the data @throws DamageError
 */
export const verifyUnpacked = async (
  folder: string,
  manifest: Manifest,
  onProgress: (share: number) => void,
): Promise<string[]> => {
  const differences = await findDifferences(folder, manifest.files, backupFormat, onProgress)
  if (!manifest.files.some(({ path }) => path === databaseFileName))
    differences.push(`${databaseFileName} is missing.`)
  if (differences.length > 0) throw new DamageError(differences)
  const found = inspectDatabase(folder)
  const hashes = new Map(manifest.files.map(({ path, sha256 }) => [join(folder, path), sha256]))
  const hashOf = async (path: string) => hashes.get(path) ?? ''
  const named = manifest.pictures === 'bucket' ? [] : found.files
  const { damaged } = await verifyUploads(folder, named, { hashOf })
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

/** @throws DamageError, StorageError when a newer version made the backup */
const parseManifest = (text: string): Manifest => {
  const manifest = readJson(text)
  if (isManifestOfExport(manifest))
    throw new StorageError('This is an export and no backup: "chayenity import" reads it.')
  if (!Value.Check(ManifestSchema, manifest))
    throw new DamageError(['This is not a backup of Chayenity: it has no valid manifest.'])
  if (manifest.schema <= schemaVersion) return manifest
  throw new StorageError(
    `The backup was made by Chayenity ${manifest.version} (schema ${manifest.schema}). This version knows schema ${schemaVersion}: use ${manifest.version} or a newer one.`,
  )
}

export const isManifestOfExport = (manifest: unknown): boolean =>
  typeof manifest === 'object' && manifest !== null && 'kind' in manifest && manifest.kind === 'export'

export const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export const backupFormat: ArchiveFormat<Manifest> = { noun: 'backup', isPath: isBackupPath, parseManifest }

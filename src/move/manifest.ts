import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { type ArchiveFormat, manifestName } from '../backup/archive.ts'
import { isManifestOfExport, readJson } from '../backup/manifest.ts'
import { movedTables } from '../storage/move/tables.ts'
import { DamageError, StorageError } from '../storage/storage-error.ts'

/** Raised as soon as a table or a column is added. */
export const exportFormat = 1

export const keyFileName = 'secret.key'

export const tablePath = (name: string): string => `tables/${name}.ndjson`

const tablePaths = new Set(movedTables.map(({ name }) => tablePath(name)))

const isExportPath = (path: string): boolean =>
  path === manifestName ||
  path === keyFileName ||
  tablePaths.has(path) ||
  /^uploads\/[\w-][\w.-]*$/.test(path)

const count = Type.Integer({ minimum: 0 })
const satang = Type.Integer()

const ManifestSchema = Type.Object({
  kind: Type.Literal('export'),
  format: Type.Literal(exportFormat),
  version: Type.String(),
  createdAt: Type.String(),
  /** The password of a demo's people is public. */
  data: Type.Union([Type.Literal('production'), Type.Literal('demo')]),
  tables: Type.Record(Type.String(), count),
  ledger: Type.Object({ user: satang, escrow: satang, fees: satang, held: satang }),
  files: Type.Array(
    Type.Object({ path: Type.String(), bytes: count, sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
  ),
  /** The pictures that were missing or changed, and a sentence for each. */
  damage: Type.Optional(
    Type.Object({ fileIds: Type.Array(Type.String()), problems: Type.Array(Type.String()) }),
  ),
})

export type ExportManifest = Static<typeof ManifestSchema>

const AnyFormat = Type.Object({ format: Type.Integer(), version: Type.String({ maxLength: 100 }) })

const parseManifest = (text: string): ExportManifest => {
  const manifest = readJson(text)
  if (isManifestOfExport(manifest)) {
    if (Value.Check(AnyFormat, manifest) && manifest.format > exportFormat)
      throw new StorageError(
        `The export was made by Chayenity ${manifest.version} (format ${manifest.format}). This version knows format ${exportFormat}: use ${manifest.version} or a newer one.`,
      )
    if (Value.Check(ManifestSchema, manifest)) return complete(manifest)
  } else if (typeof manifest === 'object' && manifest !== null && 'schema' in manifest) {
    throw new StorageError('This is a backup and no export: "chayenity restore" reads it.')
  }
  throw new DamageError(['This is not an export of Chayenity: it has no valid manifest.'])
}

/** @throws DamageError unless the manifest names each table, nothing twice, and nothing that no export has */
const complete = (manifest: ExportManifest): ExportManifest => {
  const problems: string[] = []
  const paths = new Set<string>()
  for (const { path } of manifest.files) {
    if (path === manifestName || !isExportPath(path))
      problems.push(`The manifest names "${path}", which no export has.`)
    else if (paths.has(path)) problems.push(`The manifest names "${path}" twice.`)
    paths.add(path)
  }
  for (const path of tablePaths) if (!paths.has(path)) problems.push(`${path} is missing.`)
  if (problems.length > 0) throw new DamageError(problems)
  return manifest
}

export const exportArchive: ArchiveFormat<ExportManifest> = {
  noun: 'export',
  isPath: isExportPath,
  parseManifest,
}

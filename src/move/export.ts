import { copyFileSync, existsSync, renameSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type ArchivedFile, archiveIn, manifestName, pack, verifyArchive } from '../backup/archive.ts'
import { openStaging, sweepStaging } from '../backup/staging.ts'
import { uploadsFolder, verifyUploads } from '../backup/uploads.ts'
import type { Config, Mode } from '../config.ts'
import { hashFile } from '../lib/hash-file.ts'
import type { Report } from '../lib/report.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import type { ExportSource } from '../storage/move/port.ts'
import { movedTables } from '../storage/move/tables.ts'
import type { NamedFile } from '../storage/named-file.ts'
import { syncPath } from '../storage/sqlite/folder.ts'
import { DamageError } from '../storage/storage-error.ts'
import { serverVersion } from '../version.ts'
import { engineOf, type MoveEngine } from './engine.ts'
import { createLedgerSums, problemsOfSums } from './ledger.ts'
import { type ExportManifest, exportArchive, exportFormat, keyFileName } from './manifest.ts'
import { createNamedFiles } from './named-files.ts'
import { writeTableFile } from './table-files.ts'

interface ExportOptions {
  data: Mode
  nowMs: number
  report: Report
}

/** Equal content makes equal archives. */
const timeOfFiles = new Date(0)

/**
 * As of one moment, also while servers run. The file gets its name when it is verified and synced. @throws
 * DamageError for data that contradicts itself, StorageError
 */
export const exportMarketplace = async (
  config: Config,
  target: string,
  { data, nowMs, report }: ExportOptions,
): Promise<ExportManifest> => {
  const engine = engineOf(config)
  const folder = dirname(resolve(target))
  sweepStaging(resolve(engine.workFolder), folder)
  const [work, result] = [openStaging(resolve(engine.workFolder)), openStaging(folder)]
  try {
    engine.pictures.hold(work.path)
    const source = await engine.openSource(work.folder, share => report('copying', share))
    const rows = await writeTables(source, work.path, report).finally(source.close)
    const pictures = await fetchPictures(engine, work.path, rows.named, report)
    const { tables, ledger } = rows
    const manifest: ExportManifest = {
      kind: 'export',
      format: exportFormat,
      version: serverVersion,
      createdAt: toTimestamp(nowMs),
      data,
      tables,
      ledger,
      files: [...rows.files, ...(await copyKey(config, work.path)), ...pictures.files],
      ...(pictures.damage && { damage: pictures.damage }),
    }
    const archive = archiveIn(result.path)
    await packVerified(work.path, archive, manifest, report)
    renameSync(archive, target)
    syncPath(folder)
    return manifest
  } finally {
    work.close()
    result.close()
  }
}

/** @throws DamageError for money that does not add up */
const writeTables = async (source: ExportSource, folder: string, report: Report) => {
  const [named, ledger] = [createNamedFiles(), createLedgerSums()]
  const tables: Record<string, number> = {}
  const files: ArchivedFile[] = []
  for (const [at, table] of movedTables.entries()) {
    report('reading', at / movedTables.length)
    let count = 0
    files.push(
      await writeTableFile(folder, table, source.readTable(table), (_, rows) => {
        count += rows.length
        named.add(table, rows)
        ledger.add(table, rows)
      }),
    )
    tables[table.name] = count
  }
  const problems = problemsOfSums(ledger.sums)
  if (problems.length > 0) throw new DamageError(problems)
  return { tables, files, ledger: ledger.sums, named: named.files }
}

/** A picture that was changed travels as it is. */
const fetchPictures = async (
  { pictures }: MoveEngine,
  folder: string,
  named: readonly NamedFile[],
  report: Report,
): Promise<Pick<ExportManifest, 'files' | 'damage'>> => {
  await pictures.fetch(
    named.map(({ name }) => name),
    folder,
    share => report('pictures', share),
  )
  const { whole, damaged } = await verifyUploads(folder, named, {
    onProgress: share => report('hashing', share),
  })
  const files = whole.map(({ name, bytes, sha256 }) => ({ path: `${uploadsFolder}/${name}`, bytes, sha256 }))
  for (const { name, isMissing } of damaged)
    if (!isMissing) files.push(await describe(folder, `${uploadsFolder}/${name}`))
  return {
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    ...(damaged.length > 0 && {
      damage: { fileIds: damaged.map(({ id }) => id), problems: damaged.map(({ problem }) => problem) },
    }),
  }
}

const describe = async (folder: string, path: string): Promise<ArchivedFile> => {
  const file = join(folder, path)
  return { path, bytes: Bun.file(file).size, sha256: await hashFile(file) }
}

/** With JWT_SECRET, the key in the folder does not sign tokens. */
const copyKey = async ({ dataDir, jwtSecret }: Config, folder: string): Promise<ArchivedFile[]> => {
  const file = join(dataDir, keyFileName)
  if (jwtSecret !== null || !existsSync(file)) return []
  copyFileSync(file, join(folder, keyFileName))
  return [await describe(folder, keyFileName)]
}

const packVerified = async (
  folder: string,
  archive: string,
  manifest: ExportManifest,
  report: Report,
): Promise<void> => {
  await Bun.write(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`)
  report('packing', 0)
  const paths = manifest.files.map(({ path }) => path)
  await pack(folder, archive, paths, timeOfFiles)
  report('verifying', 0)
  await verifyArchive(archive, manifest.files, exportArchive)
  syncPath(archive)
}

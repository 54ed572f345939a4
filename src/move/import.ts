import { chmodSync, copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findDifferences, readManifestOf, unpack } from '../backup/archive.ts'
import { openStaging, type Staging, sweepStaging } from '../backup/staging.ts'
import { uploadsFolder, verifyUploads } from '../backup/uploads.ts'
import type { Config } from '../config.ts'
import { giveTo, ownershipOf } from '../lib/ownership.ts'
import type { Report } from '../lib/report.ts'
import type { ImportTarget } from '../storage/move/port.ts'
import { movedTables } from '../storage/move/tables.ts'
import { DamageError } from '../storage/storage-error.ts'
import { engineOf, type MoveEngine } from './engine.ts'
import { createLedgerSums, problemsOfSums } from './ledger.ts'
import { type ExportManifest, exportArchive, keyFileName, tablePath } from './manifest.ts'
import { createNamedFiles } from './named-files.ts'
import { hashTable, readTableFile } from './table-files.ts'

interface Import {
  config: Config
  engine: MoveEngine
  manifest: ExportManifest
  folder: string
  report: Report
}

/** All or nothing, compared with the manifest before anybody sees it. @throws DamageError, StorageError */
export const importMarketplace = async (
  config: Config,
  archive: string,
  report: Report,
): Promise<ExportManifest> => {
  const manifest = await readManifestOf(archive, exportArchive)
  const engine = engineOf(config)
  const claim = await engine.claim()
  let isFilled = false
  try {
    const workFolder = resolve(engine.workFolder)
    sweepStaging(workFolder)
    const work = openStaging(workFolder)
    try {
      report('unpacking', 0)
      await unpack(archive, manifest.files, work.path, exportArchive)
      await store({ config, engine, manifest, folder: work.path, report }, work)
      isFilled = true
    } finally {
      work.close()
    }
    return manifest
  } finally {
    await claim.release(isFilled)
  }
}

/** Pictures come first, so that every row has its file. */
const store = async (job: Import, work: Staging): Promise<void> => {
  const { engine, folder, report } = job
  const names = await verifyFiles(job)
  const target = await engine.openTarget(work.folder)
  const stored: string[] = []
  let isCommitting = false
  try {
    for (const [at, name] of names.entries()) {
      if (await engine.pictures.store(name, folder)) stored.push(name)
      report('pictures', at / names.length)
    }
    await fill(target, job)
    await compare(target, job)
    placeKey(job)
    // A commit that fails may have happened, so the pictures stay.
    isCommitting = true
    await target.commit()
  } catch (error) {
    if (!isCommitting) for (const name of stored) await engine.pictures.remove(name)
    throw error
  } finally {
    await target.close()
  }
}

/** @returns the names of the pictures @throws DamageError */
const verifyFiles = async ({ manifest, folder, report }: Import): Promise<string[]> => {
  const { files, damage } = manifest
  const differences = await findDifferences(folder, files, exportArchive, share => report('verifying', share))
  if (differences.length > 0) throw new DamageError(differences)
  const named = createNamedFiles()
  for (const table of movedTables)
    if (table.name === 'files') for await (const rows of readTableFile(folder, table)) named.add(table, rows)
  const hashes = new Map(files.map(({ path, sha256 }) => [join(folder, path), sha256]))
  const { damaged } = await verifyUploads(folder, named.files, {
    hashOf: async path => hashes.get(path) ?? '',
  })
  const known = new Set(damage?.fileIds)
  const namedPaths = new Set(named.files.map(({ name }) => `${uploadsFolder}/${name}`))
  const pictures = files.map(({ path }) => path).filter(path => path.startsWith(`${uploadsFolder}/`))
  const problems = [
    ...damaged.filter(({ id }) => !known.has(id)).map(({ problem }) => problem),
    ...pictures.filter(path => !namedPaths.has(path)).map(path => `No row names the picture ${path}.`),
    ...problemsOfKey(folder),
  ]
  if (problems.length > 0) throw new DamageError(problems)
  return pictures.map(path => path.slice(uploadsFolder.length + 1))
}

const problemsOfKey = (folder: string): string[] => {
  const file = join(folder, keyFileName)
  if (!existsSync(file)) return []
  const length = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url').length
  return length >= 32 ? [] : [`${keyFileName} is no key.`]
}

const fill = async (target: ImportTarget, { folder, report }: Import): Promise<void> => {
  for (const [at, table] of movedTables.entries()) {
    report('writing', at / movedTables.length)
    await target.writeTable(table, readTableFile(folder, table))
  }
  report('deriving', 0)
  const problems = await target.derive()
  if (problems.length > 0) throw new DamageError([...problems])
}

/** Rows, hashes and money. @throws DamageError */
const compare = async (target: ImportTarget, { manifest, report }: Import): Promise<void> => {
  const hashes = new Map(manifest.files.map(({ path, sha256 }) => [path, sha256]))
  const ledger = createLedgerSums()
  const problems: string[] = []
  for (const [at, table] of movedTables.entries()) {
    report('comparing', at / movedTables.length)
    let count = 0
    const hash = await hashTable(table, target.readTable(table), (_, rows) => {
      count += rows.length
      ledger.add(table, rows)
    })
    const expected = manifest.tables[table.name]
    if (count !== expected)
      problems.push(`The table ${table.name} has ${count} rows, not ${expected ?? 'any'}.`)
    else if (hash !== hashes.get(tablePath(table.name)))
      problems.push(`The table ${table.name} is not stored as it is in the export.`)
  }
  problems.push(...problemsOfSums(ledger.sums))
  const { user, escrow, fees, held } = manifest.ledger
  const found = ledger.sums
  if (found.user !== user || found.escrow !== escrow || found.fees !== fees || found.held !== held)
    problems.push('The sums of the ledger are not those of the manifest.')
  if (problems.length > 0) throw new DamageError(problems)
}

/** With JWT_SECRET the key of the export has no use. */
const placeKey = ({ config: { dataDir, jwtSecret }, folder }: Import): void => {
  const from = join(folder, keyFileName)
  if (jwtSecret !== null || !existsSync(from)) return
  const file = join(dataDir, keyFileName)
  copyFileSync(from, `${file}.new`)
  chmodSync(`${file}.new`, 0o600)
  giveTo(ownershipOf(dataDir), `${file}.new`)
  renameSync(`${file}.new`, file)
}

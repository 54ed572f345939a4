import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { hashFile } from '../lib/hash-file.ts'
import { giveAllTo, giveTo, ownershipOf } from '../lib/ownership.ts'
import type { Report } from '../lib/report.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import { copyDatabase, inspectDatabase } from '../storage/sqlite/engine/backup.ts'
import { rebuildDatabase } from '../storage/sqlite/engine/repair.ts'
import type { Findings } from '../storage/sqlite/engine/verify.ts'
import { databaseFileName, syncPath } from '../storage/sqlite/folder.ts'
import { DamageError } from '../storage/storage-error.ts'
import { serverVersion } from '../version.ts'
import { archiveIn, manifestName, pack } from './archive.ts'
import { linkFiles } from './link-files.ts'
import type { Manifest } from './manifest.ts'
import { unpackVerified } from './restore.ts'
import { openStaging, type Staging, sweepStaging } from './staging.ts'
import { type DamagedFile, uploadsFolder, verifyUploads, type WholeFile } from './uploads.ts'

/** Files that appear and disappear during the copy make an attempt fail. */
const maxAttempts = 3

/**
 * Backs up the database as of one moment, its files and the key, also beside a running server, and verifies
 * the archive. Damaged data is backed up too; the manifest names the damage. @param archive in a folder for
 * unfinished work @throws DamageError when the database cannot be read at all; StorageError
 */
export const makeArchive = async (
  dataDir: string,
  archive: string,
  nowMs: number,
  report: Report = () => {},
  pictures: PicturePlace = 'folder',
): Promise<Manifest> => {
  const staging = openStaging(dataDir)
  try {
    const manifest = await stage(dataDir, staging, nowMs, { report, pictures })
    report('packing', 0)
    await pack(
      staging.path,
      archive,
      manifest.files.map(({ path }) => path),
    )
    report('packing', 1)
    rmSync(staging.path, { recursive: true, force: true })
    mkdirSync(staging.path, { mode: 0o700 })
    await unpackVerified(archive, staging.path, report)
    return manifest
  } finally {
    staging.close()
  }
}

/** The file gets its name when it is verified and synced. @throws DamageError, StorageError */
export const makeBackup = async (
  dataDir: string,
  target: string,
  nowMs: number,
  report?: Report,
  pictures?: PicturePlace,
): Promise<Manifest> => {
  const folder = dirname(resolve(target))
  sweepStaging(resolve(dataDir), folder)
  makeFolderFor(dataDir, folder)
  const staging = openStaging(folder)
  const archive = archiveIn(staging.path)
  try {
    const manifest = await makeArchive(dataDir, archive, nowMs, report, pictures)
    if (isWithin(dataDir, folder)) giveTo(ownershipOf(dataDir), archive)
    syncPath(archive)
    renameSync(archive, target)
    syncPath(folder)
    return manifest
  } finally {
    staging.close()
  }
}

const isWithin = (dataDir: string, path: string) => `${path}/`.startsWith(`${resolve(dataDir)}/`)

/** Root may make it for another user, who has to write there too. */
const makeFolderFor = (dataDir: string, folder: string) => {
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (made && isWithin(dataDir, folder)) giveAllTo(ownershipOf(dataDir), made)
}

interface Staged {
  found: Findings
  whole: WholeFile[]
  damaged: DamagedFile[]
}

/** Pictures of a bucket are in no backup. */
export type PicturePlace = 'folder' | 'bucket'

interface StageOptions {
  report: Report
  pictures: PicturePlace
}

const stage = async (dataDir: string, staging: Staging, nowMs: number, options: StageOptions) => {
  let before = ''
  for (let attempt = 1; ; attempt += 1) {
    const staged = await copyInto(staging, dataDir, options)
    if (Object.keys(staged.found.tables).length === 0) throw new DamageError(staged.found.problems)
    const damaged = JSON.stringify(staged.damaged)
    // What is damaged twice is not the effect of a change meanwhile.
    if (staged.damaged.length === 0 || damaged === before || attempt === maxAttempts)
      return writeManifest(dataDir, staging.path, staged, nowMs, options)
    before = damaged
  }
}

const copyInto = async (
  staging: Staging,
  dataDir: string,
  { report, pictures }: StageOptions,
): Promise<Staged> => {
  const folder = staging.path
  rmSync(folder, { recursive: true, force: true })
  const [from, to] = [join(dataDir, uploadsFolder), join(folder, uploadsFolder)]
  mkdirSync(to, { recursive: true, mode: 0o700 })
  // Linked before and after the copy, so that a file deleted meanwhile survives.
  linkFiles(from, to)
  await copyDatabase(dataDir, join(folder, databaseFileName), share => report('copying', share))
  linkFiles(from, to)
  const { files, ...found } = inspectWithOwnSchema(staging)
  const named = pictures === 'folder' ? files : []
  return { found, ...(await verifyUploads(folder, named, { onProgress: share => report('hashing', share) })) }
}

/** No restore takes a foreign schema, so the rows go into a schema of our own. */
const inspectWithOwnSchema = ({ path, folder }: Staging): ReturnType<typeof inspectDatabase> => {
  const found = inspectDatabase(path)
  if (found.schemaDifferences.length === 0) return found
  const [copy, rebuilt] = [join(path, databaseFileName), join(folder, databaseFileName)]
  rmSync(rebuilt, { force: true })
  rebuildDatabase(copy, rebuilt, { missing: [], hashes: new Map() })
  renameSync(rebuilt, copy)
  const { problems, ...after } = inspectDatabase(path)
  return { ...after, problems: [...found.schemaDifferences, ...problems] }
}

const writeManifest = async (
  dataDir: string,
  folder: string,
  { found, whole, damaged }: Staged,
  nowMs: number,
  { report, pictures }: StageOptions,
): Promise<Manifest> => {
  const files: Manifest['files'] = whole.map(({ id: _id, name, ...file }) => ({
    path: `${uploadsFolder}/${name}`,
    ...file,
  }))
  const add = async (path: string) => {
    const file = join(folder, path)
    files.push({ path, bytes: Bun.file(file).size, sha256: await hashFile(file) })
  }
  await add(databaseFileName)
  if (existsSync(join(dataDir, 'secret.key'))) {
    copyFileSync(join(dataDir, 'secret.key'), join(folder, 'secret.key'))
    await add('secret.key')
  }
  // A changed file is kept as it is. One that cannot be read is left out.
  for (const { name, isMissing } of damaged)
    if (!isMissing) await add(`${uploadsFolder}/${name}`).catch(() => {})
  const { schema, tables } = found
  const problems = [...found.problems, ...damaged.map(({ problem }) => problem)]
  const manifest: Manifest = {
    format: 1,
    version: serverVersion,
    schema,
    createdAt: toTimestamp(nowMs),
    tables,
    ...(pictures === 'bucket' && { pictures }),
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    ...(problems.length > 0 && { damage: { fileIds: damaged.map(({ id }) => id), problems } }),
  }
  await Bun.write(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`)
  report('hashing', 1)
  return manifest
}

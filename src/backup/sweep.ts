import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { NamedFile } from '../storage/named-file.ts'
import { listFilesOfPostgres } from '../storage/postgres/engine/move.ts'
import { listNamedFiles, quickCheckIn } from '../storage/sqlite/engine/backup.ts'
import { databaseFileName } from '../storage/sqlite/folder.ts'
import type { PicturePlace } from './make.ts'
import { uploadsFolder } from './uploads.ts'

export interface SweepJob {
  dataDir: string
  /** Of the database whose rows name the files; null where it is in the folder. */
  databaseUrl: string | null
  nowMs: number
  /** A bucket may have millions, which are not checked. */
  pictures: PicturePlace
}

export interface SweepResult {
  damage: string[]
  removed: number
  missing: string[]
}

const hourMs = 3_600_000

interface FoundFile {
  name: string
  isOld: boolean
}

/** Removes files that no row names and that are older than an hour, which a crash left behind. @throws StorageError */
export const sweep = async ({ dataDir, databaseUrl, nowMs, pictures }: SweepJob): Promise<SweepResult> => {
  const damage = databaseUrl === null ? quickCheckIn(dataDir) : []
  // Without all rows nobody knows which files are named.
  if (damage.length > 0 || pictures === 'bucket') return { damage, removed: 0, missing: [] }
  const readRows = async () =>
    databaseUrl === null ? listNamedFiles(dataDir) : listFilesOfPostgres(databaseUrl)
  const found = lookThrough(dataDir, nowMs)
  // Rows are read after the files. A file that was added in between is young; a missing file is checked again.
  const { removed, suspected } = removeRubbish(dataDir, found, await readRows())
  const missing = suspected.size === 0 ? [] : stillMissing(dataDir, suspected, await readRows())
  return { damage, removed, missing }
}

interface FoundFiles {
  uploads: FoundFile[]
  thumbnails: FoundFile[]
}

const lookThrough = (dataDir: string, nowMs: number): FoundFiles => ({
  uploads: list(join(dataDir, uploadsFolder), nowMs),
  thumbnails: list(join(dataDir, 'thumbnails'), nowMs),
})

/** @returns also the ids of the rows whose file was not found */
const removeRubbish = (
  dataDir: string,
  { uploads, thumbnails }: FoundFiles,
  rows: readonly NamedFile[],
): { removed: number; suspected: ReadonlySet<string> } => {
  const [names, ids] = [new Set(rows.map(({ name }) => name)), new Set(rows.map(({ id }) => id))]
  const rubbish = [
    ...uploads.filter(({ name }) => !names.has(name)).map(file => ({ folder: uploadsFolder, ...file })),
    ...thumbnails
      .filter(({ name }) => !ids.has(name.split('.')[0] ?? '') || name.endsWith('.new'))
      .map(file => ({ folder: 'thumbnails', ...file })),
  ].filter(({ isOld }) => isOld)
  for (const { folder, name } of rubbish) rmSync(join(dataDir, folder, name), { force: true })
  const present = new Set(uploads.map(({ name }) => name))
  const suspected = new Set(rows.filter(({ name }) => !present.has(name)).map(({ id }) => id))
  return { removed: rubbish.length, suspected }
}

const list = (folder: string, nowMs: number): FoundFile[] =>
  (existsSync(folder) ? readdirSync(folder) : []).flatMap(name => {
    const found = statSync(join(folder, name), { throwIfNoEntry: false })
    return found?.isFile() ? [{ name, isOld: nowMs - found.mtimeMs >= hourMs }] : []
  })

const stillMissing = (
  dataDir: string,
  suspected: ReadonlySet<string>,
  rows: readonly NamedFile[],
): string[] =>
  rows
    .filter(({ id, name }) => suspected.has(id) && !existsSync(join(dataDir, uploadsFolder, name)))
    .map(({ id }) => id)

const smallDatabaseBytes = 4 * 1024 * 1024
const smallFileCount = 500

export const isSmallFolder = (dataDir: string): boolean => {
  const database = statSync(join(resolve(dataDir), databaseFileName), { throwIfNoEntry: false })
  const count = (folder: string) => {
    const path = join(dataDir, folder)
    return existsSync(path) ? readdirSync(path).length : 0
  }
  return (
    (database?.size ?? 0) <= smallDatabaseBytes &&
    count(uploadsFolder) + count('thumbnails') <= smallFileCount
  )
}

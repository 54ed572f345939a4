import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Mode } from '../config.ts'
import { completeRestore, databaseFileName } from '../storage/sqlite/folder.ts'
import { UsageError } from './usage-error.ts'

export type WorldOptions = Record<string, string>

/** Keeps the demo and real data out of one folder. */
export interface FolderMarker {
  kind: Mode
  world?: WorldOptions
  unfinished?: string
  /** What the folder was before. Its data may be real, so --fresh does not delete it. */
  adopted?: 'unmarked' | 'real'
}

export const markerFileName = 'data-folder.json'

const isMarker = (value: unknown): value is FolderMarker =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  (value.kind === 'production' || value.kind === 'demo')

/** Null for a folder without a marker. @throws UsageError */
export const readMarker = (dataDir: string): FolderMarker | null => {
  const file = join(dataDir, markerFileName)
  if (dataDir === ':memory:' || !existsSync(file)) return null
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (isMarker(value)) return value
  } catch {}
  throw new UsageError(
    `"${file}" is damaged. Delete it: then the folder counts as what it is opened as next.`,
  )
}

export const writeMarker = (dataDir: string, marker: FolderMarker): void => {
  if (dataDir === ':memory:') return
  const file = join(dataDir, markerFileName)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(`${file}.new`, `${JSON.stringify(marker)}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}

const refusal: Record<Mode, (dataDir: string) => string> = {
  production: dataDir =>
    `The data folder "${dataDir}" is a demo’s, whose example people have a public password. Set DATA_DIR to another folder, or add --adopt to serve it as real data from now on.`,
  demo: dataDir =>
    `The data folder "${dataDir}" holds the real data of "chayenity serve". Set DATA_DIR to another folder, or add --adopt to make a demo of it, with example people beside the real ones.`,
}

const nameOf: Record<Mode, string> = { production: 'real data', demo: 'a demo’s' }

/** A folder without a marker takes the mode that opens it first. @returns what marks it @throws UsageError */
export const checkFolder = (dataDir: string, mode: Mode, adopt: boolean): (() => string | null) => {
  completeRestore(resolve(dataDir))
  const marker = readMarker(dataDir)
  if (marker?.kind === mode) return () => null
  if (marker && !adopt) throw new UsageError(refusal[mode](dataDir))
  const hadData = existsSync(join(dataDir, databaseFileName))
  const adopted = marker ? 'real' : 'unmarked'
  return () => {
    writeMarker(dataDir, { kind: mode, ...(mode === 'demo' && hadData && { adopted }) })
    return hadData ? `The data folder "${dataDir}" is marked as ${nameOf[mode]} from now on.` : null
  }
}

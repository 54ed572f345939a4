import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { create } from 'tar'
import type { Report } from '../lib/report.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import { copyDatabase, inspectDatabase } from '../storage/sqlite/engine/backup.ts'
import { verifyFiles } from '../storage/sqlite/engine/verify.ts'
import { databaseFileName } from '../storage/sqlite/open.ts'
import { serverVersion } from '../version.ts'
import { DamageError, type Manifest, manifestName, sha256Of } from './manifest.ts'
import { unpackVerified } from './restore.ts'

/** A file that appears and disappears while the database is copied makes an attempt fail. */
const maxAttempts = 3

/**
 * Backs up a data folder to one file, also while a server runs on it: the database as of one moment, every file it
 * names, and the key that signs tokens. The archive is unpacked again and verified before it gets its final name.
 * @throws DamageError when the data itself is damaged; StorageError
 */
export const makeBackup = async (
  dataDir: string,
  target: string,
  nowMs: number,
  report: Report = () => {},
): Promise<Manifest> => {
  const staging = join(resolve(dataDir), `.backup-${process.pid}`)
  const unfinished = join(dirname(resolve(target)), `.${basename(target)}.new`)
  try {
    const manifest = await stage(dataDir, staging, nowMs, report)
    mkdirSync(dirname(unfinished), { recursive: true, mode: 0o700 })
    report('packing', 0)
    await create({ gzip: { level: 6 }, file: unfinished, cwd: staging, portable: true, mode: 0o600 }, [
      manifestName,
      ...manifest.files.map(({ path }) => path),
    ])
    chmodSync(unfinished, 0o600)
    report('packing', 1)
    rmSync(staging, { recursive: true, force: true })
    await unpackVerified(unfinished, staging, report)
    await syncFile(unfinished)
    await rename(unfinished, target)
    await syncFile(dirname(resolve(target)))
    return manifest
  } finally {
    rmSync(staging, { recursive: true, force: true })
    rmSync(unfinished, { force: true })
  }
}

/** Removes the temporary folders of killed backups from a data folder. */
export const sweepStaging = (dataDir: string): void => {
  if (!existsSync(dataDir) || !statSync(dataDir).isDirectory()) return
  for (const name of readdirSync(dataDir)) {
    const pid = /^\.backup-(\d+)$/.exec(name)?.[1]
    if (pid && !isRunning(Number(pid))) rmSync(join(dataDir, name), { recursive: true, force: true })
  }
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const stage = async (dataDir: string, staging: string, nowMs: number, report: Report): Promise<Manifest> => {
  for (let attempt = 1; ; attempt += 1) {
    rmSync(staging, { recursive: true, force: true })
    mkdirSync(join(staging, 'uploads'), { recursive: true, mode: 0o700 })
    // Files are linked before and after the database is copied: one that is deleted meanwhile survives by its link.
    linkFiles(join(dataDir, 'uploads'), join(staging, 'uploads'))
    await copyDatabase(dataDir, join(staging, databaseFileName), share => report('copying', share))
    linkFiles(join(dataDir, 'uploads'), join(staging, 'uploads'))
    const found = inspectDatabase(staging)
    const files = verifyFiles(found.files, join(staging, 'uploads'))
    const problems = [...found.problems, ...files.problems]
    if (problems.length > 0) {
      if (found.problems.length === 0 && attempt < maxAttempts) continue
      throw new DamageError(problems)
    }
    const paths = [databaseFileName, ...files.names.map(name => `uploads/${name}`)]
    if (existsSync(join(dataDir, 'secret.key'))) {
      copyFileSync(join(dataDir, 'secret.key'), join(staging, 'secret.key'))
      paths.push('secret.key')
    }
    return writeManifest(staging, paths, found, nowMs, report)
  }
}

const writeManifest = async (
  staging: string,
  paths: string[],
  found: { schema: number; tables: Record<string, number> },
  nowMs: number,
  report: Report,
): Promise<Manifest> => {
  const files: Manifest['files'] = []
  for (const path of paths) {
    const file = join(staging, path)
    files.push({ path, bytes: Bun.file(file).size, sha256: await sha256Of(file) })
    report('hashing', files.length / paths.length)
  }
  const { schema, tables } = found
  const manifest: Manifest = {
    format: 1,
    version: serverVersion,
    schema,
    createdAt: toTimestamp(nowMs),
    tables,
    files,
  }
  await Bun.write(join(staging, manifestName), `${JSON.stringify(manifest, null, 2)}\n`)
  return manifest
}

/** Links every file of a folder into another. A file is written once and never changed, so a link is as good as a copy. */
const linkFiles = (from: string, to: string) => {
  for (const name of existsSync(from) ? readdirSync(from) : []) {
    if (name.endsWith('.new') || existsSync(join(to, name))) continue
    try {
      linkSync(join(from, name), join(to, name))
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null
      // ENOENT: it was deleted since it was listed. Any other code: the file system has no hard links.
      if (code !== 'ENOENT') copyFileSync(join(from, name), join(to, name))
    }
  }
}

const syncFile = async (path: string): Promise<void> => {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

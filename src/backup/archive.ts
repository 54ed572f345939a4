import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { create, Parser, Unpack } from 'tar'
import { hashFile } from '../lib/hash-file.ts'
import { DamageError, StorageError } from '../storage/storage-error.ts'

export const manifestName = 'manifest.json'

/** A manifest takes some 130 bytes for a file. */
export const maxManifestBytes = 128 * 1024 * 1024

export interface ArchivedFile {
  path: string
  bytes: number
  sha256: string
}

export interface ArchiveFormat<Manifest extends { files: readonly ArchivedFile[] }> {
  noun: 'backup' | 'export'
  /** None may lead to another folder. */
  isPath(path: string): boolean
  /** @throws DamageError, StorageError when a newer version made it */
  parseManifest(text: string): Manifest
}

/** The archive can be read by its owner only. @param mtime of every file in the archive; left out: that of the file */
export const pack = (
  folder: string,
  archive: string,
  paths: readonly string[],
  mtime?: Date,
): Promise<void> =>
  create(
    {
      gzip: { level: 6 },
      file: archive,
      cwd: folder,
      portable: true,
      mode: 0o600,
      ...(mtime && { mtime }),
    },
    [manifestName, ...paths],
  )

const foreign = (noun: string, path: string) => `The archive has an entry that no ${noun} has: "${path}".`

const differs = (noun: string, path: string) =>
  `${path} is not the file that was ${noun === 'backup' ? 'backed up' : 'exported'}.`

const unreadable = (error: unknown) =>
  new DamageError([
    `The archive cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.`,
  ])

/** @throws whatever ends the parser early, DamageError */
const feed = async (archive: string, parser: Parser, finished: 'end' | 'close'): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const stream = createReadStream(archive)
  parser.on('error', reject)
  parser.on('abort', reject)
  parser.on(finished, () => resolve())
  stream.on('error', reject)
  stream.pipe(parser)
  try {
    await promise
  } catch (error) {
    throw error instanceof DamageError ? error : unreadable(error)
  } finally {
    stream.unpipe(parser)
    stream.destroy()
  }
}

/** Reads the first entry alone. @throws DamageError, StorageError when a newer version made it */
export const readManifestOf = async <Manifest extends { files: readonly ArchivedFile[] }>(
  archive: string,
  { isPath, noun, parseManifest }: ArchiveFormat<Manifest>,
): Promise<Manifest> => {
  const pieces: Uint8Array[] = []
  const found = Promise.withResolvers<void>()
  const parser = new Parser({
    strict: true,
    onReadEntry: entry => {
      if (!isPath(entry.path)) return found.reject(new DamageError([foreign(noun, entry.path)]))
      if (entry.path !== manifestName || entry.type !== 'File' || entry.size > maxManifestBytes)
        return found.resolve()
      entry.on('data', piece => pieces.push(piece))
      entry.on('end', () => found.resolve())
    },
  })
  await Promise.race([feed(archive, parser, 'end'), found.promise])
  return parseManifest(Buffer.concat(pieces).toString())
}

/**
 * Only plain files that the manifest names, each once and with its length: so nothing leads out of the folder
 * or takes more space. @throws DamageError, StorageError when the disk has too little space
 */
export const unpack = async (
  archive: string,
  files: readonly ArchivedFile[],
  folder: string,
  { isPath, noun }: Pick<ArchiveFormat<never>, 'isPath' | 'noun'>,
): Promise<void> => {
  const lengths = new Map(files.map(({ path, bytes }) => [path, bytes]))
  await assertSpaceFor(files, folder, noun)
  const problems: string[] = []
  const seen = new Set<string>()
  const problemOf = (path: string, type: string, size: number): string | null => {
    if (!isPath(path) || type !== 'File') return foreign(noun, path)
    if (seen.has(path)) return `The archive has the entry "${path}" twice.`
    seen.add(path)
    if (path === manifestName) return size > maxManifestBytes ? foreign(noun, path) : null
    const expected = lengths.get(path)
    if (expected === undefined) return `${path} is not in the manifest.`
    return size === expected ? null : differs(noun, path)
  }
  const parser: Unpack = new Unpack({
    cwd: folder,
    strict: true,
    filter: (path, entry) => {
      const problem = 'type' in entry ? problemOf(path, entry.type, entry.size) : foreign(noun, path)
      if (problem) {
        problems.push(problem)
        parser.abort(new DamageError([problem]))
      }
      return problem === null
    },
    // Not the modes of the archive: others must not read a restored key.
    onReadEntry: entry => {
      entry.mode = 0o600
    },
    dmode: 0o700,
  })
  await feed(archive, parser, 'close')
  if (problems.length > 0) throw new DamageError(problems)
}

const assertSpaceFor = async (
  files: readonly ArchivedFile[],
  folder: string,
  noun: string,
): Promise<void> => {
  const needed = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const { bavail, bsize } = await statfs(folder)
  if (needed <= bavail * bsize) return
  const mib = (bytes: number) => Math.ceil(bytes / 1024 ** 2)
  throw new StorageError(
    `The ${noun} needs ${mib(needed)} MiB, and the disk has ${mib(bavail * bsize)} MiB free. Nothing was changed.`,
  )
}

export const archiveIn = (folder: string): string => join(folder, 'archive.tar.gz')

/** @throws DamageError */
export const verifyArchive = async (
  archive: string,
  files: readonly ArchivedFile[],
  { noun }: Pick<ArchiveFormat<never>, 'noun'>,
): Promise<void> => {
  const missing = new Map(files.map(({ path, sha256 }) => [path, sha256]))
  const problems: string[] = []
  const parser = new Parser({
    strict: true,
    onReadEntry: entry => {
      const { path } = entry
      const hasher = new Bun.CryptoHasher('sha256')
      entry.on('data', piece => hasher.update(piece))
      entry.on('end', () => {
        if (path !== manifestName && missing.get(path) !== hasher.digest('hex'))
          problems.push(differs(noun, path))
        missing.delete(path)
      })
    },
  })
  await feed(archive, parser, 'end')
  for (const path of missing.keys()) problems.push(`${path} is missing.`)
  if (problems.length > 0) throw new DamageError(problems)
}

/** @returns a sentence for each difference */
export const findDifferences = async (
  folder: string,
  files: readonly ArchivedFile[],
  { noun }: Pick<ArchiveFormat<never>, 'noun'>,
  onProgress: (share: number) => void,
): Promise<string[]> => {
  const paths = new Set(files.map(({ path }) => path))
  const problems = listFiles(folder)
    .filter(name => !paths.has(name))
    .map(name => `${name} is not in the manifest.`)
  let done = 0
  for (const { path, bytes, sha256 } of files) {
    const file = join(folder, path)
    if (!existsSync(file)) problems.push(`${path} is missing.`)
    else if (Bun.file(file).size !== bytes || (await hashFile(file)) !== sha256)
      problems.push(differs(noun, path))
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

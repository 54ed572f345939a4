import { createReadStream } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { create, Parser, Unpack } from 'tar'
import { DamageError, StorageError } from '../storage/storage-error.ts'
import { isBackupPath, type Manifest, manifestName, maxManifestBytes, parseManifest } from './manifest.ts'

/** Packs files of a folder, the manifest first. */
export const pack = (folder: string, archive: string, paths: readonly string[]): Promise<void> =>
  create({ gzip: { level: 6 }, file: archive, cwd: folder, portable: true, mode: 0o600 }, [
    manifestName,
    ...paths,
  ])

const foreign = (path: string) => `The archive has an entry that no backup has: "${path}".`

const unreadable = (error: unknown) =>
  new DamageError([
    `The archive cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.`,
  ])

/** Sends a file through a parser. @throws whatever ends the parser early, DamageError */
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

/**
 * Reads the manifest, which is the first entry of an archive, and nothing after it.
 * @throws DamageError, StorageError when a newer version made the backup
 */
export const readManifestOf = async (archive: string): Promise<Manifest> => {
  const pieces: Uint8Array[] = []
  const found = Promise.withResolvers<void>()
  const parser = new Parser({
    strict: true,
    onReadEntry: entry => {
      if (!isBackupPath(entry.path)) return found.reject(new DamageError([foreign(entry.path)]))
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
 * Unpacks an archive into an empty folder: plain files that its manifest names, each once and with the length that it
 * says. So no entry can lead outside of the folder, and an archive can take no more space than its manifest says.
 * @throws DamageError, StorageError when the disk has too little space
 */
export const unpack = async (archive: string, manifest: Manifest, folder: string): Promise<void> => {
  const lengths = new Map(manifest.files.map(({ path, bytes }) => [path, bytes]))
  await assertSpaceFor(manifest, folder)
  const problems: string[] = []
  const seen = new Set<string>()
  const problemOf = (path: string, type: string, size: number): string | null => {
    if (!isBackupPath(path) || type !== 'File') return foreign(path)
    if (seen.has(path)) return `The archive has the entry "${path}" twice.`
    seen.add(path)
    if (path === manifestName) return size > maxManifestBytes ? foreign(path) : null
    const expected = lengths.get(path)
    if (expected === undefined) return `${path} is not in the manifest.`
    return size === expected ? null : `${path} is not the file that was backed up.`
  }
  const parser: Unpack = new Unpack({
    cwd: folder,
    strict: true,
    filter: (path, entry) => {
      const problem = 'type' in entry ? problemOf(path, entry.type, entry.size) : foreign(path)
      if (problem) {
        problems.push(problem)
        parser.abort(new DamageError([problem]))
      }
      return problem === null
    },
    // The modes of the archive are ignored: a restored key must not be readable by others.
    onReadEntry: entry => {
      entry.mode = 0o600
    },
    dmode: 0o700,
  })
  await feed(archive, parser, 'close')
  if (problems.length > 0) throw new DamageError(problems)
}

const assertSpaceFor = async ({ files }: Manifest, folder: string): Promise<void> => {
  const needed = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const { bavail, bsize } = await statfs(folder)
  if (needed <= bavail * bsize) return
  const mib = (bytes: number) => Math.ceil(bytes / 1024 ** 2)
  throw new StorageError(
    `The backup needs ${mib(needed)} MiB, and the disk has ${mib(bavail * bsize)} MiB free. Nothing was changed.`,
  )
}

/** The path of the archive in a folder for unfinished work. */
export const archiveIn = (folder: string): string => join(folder, 'archive.tar.gz')

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'

/**
 * Native parts of the compiled binary. The system loads a library from a file only, so each is unpacked once into a
 * folder of the user's own: below `DATA_DIR` where that is there, else below the user's cache. What lies there is
 * compared with what the binary holds, byte for byte, before it is loaded.
 */
export interface NativePart {
  /** Where it lies below the folder, such as `lib/addon.node`. */
  path: string
  /** Where the binary holds it. */
  embedded: string
}

/**
 * Unpacks the parts and loads the last of them, which finds the others by their places.
 * @param name of the folder; it has to change with the versions of the parts
 * @returns what the addon exports
 */
export const loadNative = (name: string, parts: readonly NativePart[]): unknown => {
  const problems: string[] = []
  for (const folderOf of [inDataFolder, inCacheOfUser, inNewFolder]) {
    try {
      const folder = folderOf()
      if (folder === null) continue
      makePrivate(folder)
      const paths = parts.map(part => unpack(join(folder, name), part))
      return load(paths.at(-1) ?? folder)
    } catch (error) {
      // A read-only or noexec place is no place for it; the next may be.
      problems.push(error instanceof Error ? error.message : String(error))
    }
  }
  throw new Error(`The native part ${name} could not be loaded: ${problems.join(' ')}`)
}

const load = (path: string): unknown => {
  const addon: { exports: unknown } = { exports: {} }
  process.dlopen(addon, path)
  return addon.exports
}

/** The data folder of a server, once it is there: commands that keep nothing must not make it. */
const inDataFolder = (): string | null => {
  const dataDir = process.env.DATA_DIR?.trim()
  return dataDir && dataDir !== ':memory:' && existsSync(dataDir) ? join(resolve(dataDir), '.native') : null
}

const inCacheOfUser = (): string | null => {
  const cache = process.env.XDG_CACHE_HOME || join(process.env.HOME || homedir(), '.cache')
  return cache.startsWith('/') ? join(cache, 'chayenity') : null
}

/** Where nothing else can be written: a folder of this process alone, gone when it ends. */
const inNewFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'chayenity-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Whoever else could write there could change what we load. */
const makePrivate = (folder: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`"${folder}" does not belong to the user who runs this.`)
  }
  if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700)
}

const unpack = (folder: string, { path, embedded }: NativePart): string => {
  const target = join(folder, path)
  const bytes = readFileSync(embedded)
  if (existsSync(target) && readFileSync(target).equals(bytes)) return target
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
  // Another process may unpack at the same moment: each writes a file of its own, and the last rename stays.
  const fresh = join(dirname(target), `.${process.pid}-${basename(target)}`)
  writeFileSync(fresh, bytes, { mode: 0o500 })
  renameSync(fresh, target)
  return target
}

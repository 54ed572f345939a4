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
 * The system loads libraries from files only, so each is unpacked once into a private folder: below
 * `DATA_DIR`, else the user's cache. It is compared byte for byte with the embedded one before it is loaded.
 */
interface NativePart {
  path: string
  embedded: string
}

/** The last part finds the others by relative paths. @param name changes with the versions of the parts */
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
      // The folder may be read-only or mounted noexec.
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

/** If it exists: commands that store nothing must not create it. */
const inDataFolder = (): string | null => {
  const dataDir = process.env.DATA_DIR?.trim()
  return dataDir && dataDir !== ':memory:' && existsSync(dataDir) ? join(resolve(dataDir), '.native') : null
}

const inCacheOfUser = (): string | null => {
  const cache = process.env.XDG_CACHE_HOME || join(process.env.HOME || homedir(), '.cache')
  return cache.startsWith('/') ? join(cache, 'chayenity') : null
}

const inNewFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'chayenity-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Another user with write access to the folder could replace the libraries. */
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
  // Two processes may unpack at the same time; the last rename wins.
  const fresh = join(dirname(target), `.${process.pid}-${basename(target)}`)
  writeFileSync(fresh, bytes, { mode: 0o500 })
  renameSync(fresh, target)
  return target
}

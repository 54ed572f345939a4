import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The build replaces this module by a finished list, since the binary has neither of its sources. */

export interface InstalledPackage {
  name: string
  version: string
  /** An SPDX expression, or the package's own words. */
  license: string
  sha512: string
  isDevelopment: boolean
  needs: string[]
}

type LockEntry = [id: string, registry: string, needs: LockedNeeds, integrity: string]

interface LockedNeeds {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  optionalPeers?: string[]
}

interface Lock {
  workspaces: Record<'', { dependencies: Record<string, string>; devDependencies: Record<string, string> }>
  packages: Record<string, LockEntry>
}

const root = join(import.meta.dir, '../..')

const readLock = async (): Promise<Lock> => {
  const lock: unknown = Bun.JSONC.parse(await Bun.file(join(root, 'bun.lock')).text())
  if (isLock(lock)) return lock
  throw new Error('bun.lock has another form than expected.')
}

const isLock = (value: unknown): value is Lock =>
  typeof value === 'object' && value !== null && 'workspaces' in value && 'packages' in value

const neededBy = (lock: Lock, [, , needs]: LockEntry): string[] => {
  const { dependencies, optionalDependencies, peerDependencies, optionalPeers = [] } = needs
  // A peer that the project has for development, such as TypeScript, is for development there too.
  const unneeded = [...optionalPeers, ...Object.keys(lock.workspaces[''].devDependencies)]
  const peers = Object.keys(peerDependencies ?? {}).filter(name => !unneeded.includes(name))
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]
}

/** A package may have its own copy of what it needs. */
const keyOf = (lock: Lock, owner: string, name: string): string | null =>
  [`${owner}/${name}`, name].find(key => key in lock.packages) ?? null

const neededKeys = (lock: Lock, key: string): string[] => {
  const entry = lock.packages[key]
  return entry ? neededBy(lock, entry).flatMap(name => keyOf(lock, key, name) ?? []) : []
}

const reach = (lock: Lock, start: string[]): Set<string> => {
  const reached = new Set<string>()
  const waiting = [...start]
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (reached.has(key)) continue
    reached.add(key)
    waiting.push(...neededKeys(lock, key))
  }
  return reached
}

/** `a/@b/c` lies in `node_modules/a/node_modules/@b/c`. */
const folderOf = (key: string): string =>
  join(
    root,
    'node_modules',
    key.replace(/((?:^|\/)(?:@[^/]+\/)?[^/@]+)(?=\/)(?!\/node_modules)/g, '$1/node_modules'),
  )

/** Packages of other platforms are left out. */
const readManifests = async (lock: Lock) => {
  const manifests = new Map<string, { license?: string }>()
  for (const key of Object.keys(lock.packages)) {
    const file = Bun.file(join(folderOf(key), 'package.json'))
    if (await file.exists()) manifests.set(key, await file.json())
  }
  return manifests
}

const releasedKeys = (lock: Lock) => reach(lock, Object.keys(lock.workspaces[''].dependencies))

export const readInstalledPackages = async (): Promise<InstalledPackage[]> => {
  const lock = await readLock()
  const released = releasedKeys(lock)
  const manifests = await readManifests(lock)
  return [...manifests].map(([key, { license = 'unknown' }]) => {
    const [id = '', , , integrity = ''] = lock.packages[key] ?? []
    const needs = neededKeys(lock, key).filter(needed => manifests.has(needed))
    return {
      name: id.slice(0, id.lastIndexOf('@')),
      version: id.slice(id.lastIndexOf('@') + 1),
      license: license.replace(/^\((.*)\)$/, '$1'),
      sha512: integrity.replace('sha512-', ''),
      isDevelopment: !released.has(key),
      needs: needs.map(needed => lock.packages[needed]?.[0] ?? needed),
    }
  })
}

const legalFile = /(^|\.)(licen[cs]e|copying|notice)([-.]\w+)*$/i

/** Under name, version and licence, as the licences of released packages ask. */
export const readLicenseTexts = async (): Promise<string> => {
  const lock = await readLock()
  const released = releasedKeys(lock)
  const texts: string[] = []
  for (const [key, { license = 'unknown' }] of await readManifests(lock)) {
    if (!released.has(key)) continue
    const folder = folderOf(key)
    const names = (await readdir(folder)).filter(name => legalFile.test(name)).sort()
    const found = await Promise.all(names.map(name => Bun.file(join(folder, name)).text()))
    const parts =
      found.length > 0 ? found.map(text => text.trim()) : ['The package has no file with its text.']
    texts.push([`${lock.packages[key]?.[0] ?? key}: ${license}`, ...parts].join('\n\n'))
  }
  return `${texts.sort().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

export interface NativeLibrary {
  name: string
  version: string | null
  license: string
}

/** The page of the package has a table of licences, and a file beside it the versions. */
export const readNativeLibraries = async (): Promise<NativeLibrary[]> => {
  const folder = join(root, 'node_modules/@img', `sharp-libvips-${process.platform}-${process.arch}`)
  const versions: Record<string, string> = await Bun.file(join(folder, 'versions.json')).json()
  const rows = (await Bun.file(join(folder, 'README.md')).text()).matchAll(
    /^\| ([a-z][\w-]*) +\| (.+?) *\|$/gm,
  )
  return [...rows].map(([, name = '', license = '']) => ({
    name,
    version: versions[name] ?? versions[name.replace(/^lib/, '')] ?? null,
    license: license.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1'),
  }))
}

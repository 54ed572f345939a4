import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../test/support/stores.ts'
import { loadNative } from './unpack.ts'

describe('the folder of native parts', () => {
  const before = { ...process.env }
  let folder: ReturnType<typeof makeFolder>
  let native: string

  beforeEach(() => {
    folder = makeFolder()
    native = join(folder.path, 'data', '.native')
    mkdirSync(join(folder.path, 'data'))
    mkdirSync(join(folder.path, 'elsewhere'))
    writeFileSync(join(folder.path, 'part.node'), 'no library')
    Object.assign(process.env, {
      DATA_DIR: join(folder.path, 'data'),
      XDG_CACHE_HOME: join(folder.path, 'cache'),
    })
  })
  afterEach(() => {
    Object.assign(process.env, before)
    for (const name of ['DATA_DIR', 'XDG_CACHE_HOME']) if (!(name in before)) delete process.env[name]
    folder.remove()
  })

  /** The part is no library, so the error names what became of each folder. */
  const problemsOf = (): string => {
    try {
      loadNative('part', [{ path: 'part.node', embedded: join(folder.path, 'part.node') }])
    } catch (error) {
      return String(error)
    }
    throw new Error('It was loaded.')
  }

  test('is private, also where it was there before', () => {
    mkdirSync(native)
    chmodSync(native, 0o755)
    expect(problemsOf()).not.toContain('does not belong')
    expect(statSync(native).mode & 0o777).toBe(0o700)
    expect(readdirSync(join(native, 'part'))).toEqual(['part.node'])
  })

  test('is not used when it is a link to another one, or a file', () => {
    symlinkSync(join(folder.path, 'elsewhere'), native)
    mkdirSync(join(folder.path, 'cache'))
    writeFileSync(join(folder.path, 'cache', 'chayenity'), '')
    expect(problemsOf()).toContain(`"${native}" does not belong to the user who runs this.`)
    expect(readdirSync(join(folder.path, 'elsewhere'))).toEqual([])
  })

  test('is in the cache of the user where there is no data folder', () => {
    const ofUser = join(folder.path, 'cache', 'chayenity', 'part', 'part.node')
    for (const dataDir of [':memory:', join(folder.path, 'new')]) {
      process.env.DATA_DIR = dataDir
      problemsOf()
      expect(readFileSync(ofUser, 'utf8')).toBe('no library')
      rmSync(ofUser)
    }
    expect(existsSync(join(folder.path, 'new'))).toBe(false)
  })

  test('is never below the working folder, though XDG_CACHE_HOME may be relative', () => {
    process.env.XDG_CACHE_HOME = 'relative-cache'
    problemsOf()
    expect(existsSync('relative-cache')).toBe(false)
  })

  test('gets a part that has changed anew, and keeps one that has not', () => {
    const unpacked = join(native, 'part', 'part.node')
    problemsOf()
    const { ino } = statSync(unpacked)
    problemsOf()
    expect(statSync(unpacked).ino).toBe(ino)
    chmodSync(unpacked, 0o700)
    writeFileSync(unpacked, 'another one')
    problemsOf()
    expect(readFileSync(unpacked, 'utf8')).toBe('no library')
  })
})

import { afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test'
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
    for (const name of ['DATA_DIR', 'XDG_CACHE_HOME', 'HOME', 'TMPDIR'])
      if (!(name in before)) delete process.env[name]
    folder.remove()
  })

  /** The part is no library, so the error names what became of each folder. */
  const problemsOf = (paths = ['part.node']): string => {
    try {
      loadNative(
        'part',
        paths.map(path => ({ path, embedded: join(folder.path, 'part.node') })),
      )
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

  test('may be named with spaces around it, as in a file of settings', () => {
    process.env.DATA_DIR = ` ${join(folder.path, 'data')} `
    problemsOf()
    expect(readdirSync(native)).toEqual(['part'])
  })

  test('gets files that nobody can change, in folders that nobody else can read', () => {
    problemsOf(['lib/part.node'])
    const modeOf = (path: string) => (statSync(join(native, path)).mode & 0o777).toString(8)
    expect([modeOf('part/lib'), modeOf('part/lib/part.node')]).toEqual(['700', '500'])
    expect(readdirSync(join(native, 'part/lib'))).toEqual(['part.node'])
  })

  test('is that of the last part, which finds the others beside it', () => {
    const problems = problemsOf(['other.so', 'main.node'])
    expect(problems).toStartWith('Error: The native part part could not be loaded: ')
    expect(problems).toContain(join(native, 'part/main.node'))
    expect(problems).not.toContain('other.so')
    expect(readdirSync(join(native, 'part')).sort()).toEqual(['main.node', 'other.so'])
  })

  test('is below the home of the user where XDG_CACHE_HOME is not set', () => {
    Object.assign(process.env, { DATA_DIR: '', XDG_CACHE_HOME: '', HOME: join(folder.path, 'home') })
    problemsOf()
    expect(readdirSync(join(folder.path, 'home/.cache/chayenity/part'))).toEqual(['part.node'])
  })

  test('is not used when it belongs to another user', () => {
    const uid = spyOn(process, 'getuid').mockReturnValue(54_321)
    const problems = problemsOf()
    uid.mockRestore()
    expect(problems).toContain(`"${native}" does not belong to the user who runs this. "${folder.path}/cache`)
    expect(existsSync(join(native, 'part'))).toBe(false)
  })

  test('is at last a new one, which goes when the process ends', () => {
    const temporary = join(folder.path, 'temporary')
    mkdirSync(temporary)
    process.env.TMPDIR = temporary
    const before = process.listeners('exit')
    problemsOf()
    const [name = ''] = readdirSync(temporary)
    expect(readdirSync(join(temporary, name, 'part'))).toEqual(['part.node'])
    for (const listener of process.listeners('exit'))
      if (!before.includes(listener)) {
        listener(0)
        process.off('exit', listener)
      }
    expect(readdirSync(temporary)).toEqual([])
  })
})

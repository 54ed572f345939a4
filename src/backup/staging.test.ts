import { afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { testNow } from '../../test/support/server.ts'
import { makeFolder } from '../../test/support/stores.ts'
import { systemClock } from '../lib/clock.ts'
import { openStaging, sweepStaging } from './staging.ts'

let folder: ReturnType<typeof makeFolder>
const at = (name: string) => join(folder.path, name)

beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

/** Sweeps at `testNow`. */
const sweep = (...parents: string[]) => {
  const clock = spyOn(systemClock, 'now').mockReturnValue(testNow)
  sweepStaging(...parents)
  clock.mockRestore()
}

const makeAged = (name: string, ageMs: number) => {
  mkdirSync(at(name))
  const time = new Date(testNow - ageMs)
  utimesSync(at(name), time, time)
}

describe('a folder for unfinished work', () => {
  test('has another name each time, is for its user alone, and goes with all that is in it', () => {
    const [one, two] = [openStaging(folder.path), openStaging(folder.path)]
    expect(readdirSync(folder.path)).toEqual([
      expect.stringMatching(/^\.chayenity-staging-[0-9a-f]{8}$/),
      expect.stringMatching(/^\.chayenity-staging-[0-9a-f]{8}$/),
    ])
    expect([one.folder, one.path].map(path => (statSync(path).mode & 0o777).toString(8))).toEqual([
      '700',
      '700',
    ])
    writeFileSync(join(one.path, 'half'), 'half')
    one.close()
    expect(readdirSync(folder.path).map(at)).toEqual([two.folder])
    two.close()
    expect(readdirSync(folder.path)).toEqual([])
  })

  test('is made with the folder above it', () => {
    const staging = openStaging(at('new/below'))
    expect(existsSync(staging.path)).toBe(true)
    staging.close()
  })
})

describe('a sweep of unfinished work', () => {
  test('leaves what is in use, however old, and removes what nobody holds', () => {
    const used = openStaging(folder.path)
    const old = new Date(0)
    utimesSync(used.folder, old, old)
    mkdirSync(at('.chayenity-staging-00000001'))
    writeFileSync(at('.chayenity-staging-00000001/.lock'), '')
    sweep(folder.path)
    expect(readdirSync(folder.path).map(at)).toEqual([used.folder])
    used.close()
  })

  // Left out: only Linux lists the open files of a process.
  test.skipIf(!existsSync('/proc/self/fd'))('keeps no file open of what it looked at', () => {
    mkdirSync(at('.chayenity-staging-00000001'))
    writeFileSync(at('.chayenity-staging-00000001/.lock'), '')
    sweep(folder.path)
    openStaging(folder.path).close()
    const open = readdirSync('/proc/self/fd').map(descriptor => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`)
      } catch {
        // It was that of the folder of descriptors.
        return ''
      }
    })
    expect(open.filter(path => path.startsWith(folder.path))).toEqual([])
  })

  test('leaves a new folder a minute to be locked', () => {
    makeAged('.chayenity-staging-00000001', 60_000)
    makeAged('.chayenity-staging-00000002', 60_001)
    sweep(folder.path)
    expect(readdirSync(folder.path)).toEqual(['.chayenity-staging-00000001'])
  })

  test('removes what former versions left after more than a day, and nothing with another name', () => {
    const dayMs = 24 * 3_600_000
    const former = ['.backup-12', '.backup-12.tar.gz', 'data.restoring-7', 'data.incoming-7']
    const others = [
      '.backup-one',
      '.backup-12.tar.gz.age',
      'my.backup-12',
      'data.restoring-7.txt',
      'data.incoming-',
      'it.chayenity-staging-00000001',
    ]
    for (const name of [...former, ...others]) makeAged(name, dayMs)
    sweep(folder.path)
    expect(readdirSync(folder.path).sort()).toEqual([...former, ...others].sort())
    for (const name of [...former, ...others]) {
      const time = new Date(testNow - dayMs - 1)
      utimesSync(at(name), time, time)
    }
    sweep(folder.path)
    expect(readdirSync(folder.path).sort()).toEqual(others.sort())
  })

  test('goes through each of its folders, and past one that is not there or is a file', () => {
    mkdirSync(at('second'))
    writeFileSync(at('file'), '')
    makeAged('second/.chayenity-staging-00000001', 70_000)
    makeAged('second/.chayenity-staging-00000002', 70_000)
    sweep(at('none'), at('file'), at('second'), at('second'))
    expect([readdirSync(at('second')), existsSync(at('file'))]).toEqual([[], true])
  })
})

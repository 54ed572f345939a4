import { afterAll, describe, expect, test } from 'bun:test'
import { chmodSync, chownSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../test/support/process.ts'
import { giveAllTo, giveTo, ownershipOf } from './ownership.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const isRoot = process.getuid?.() === 0
/** A sysctl: nobody can change its owner (proc(5)). */
const refusing = '/proc/sys/kernel/ostype'

describe('the owner of a path', () => {
  test('is that of the nearest folder above it while it does not exist yet', () => {
    chmodSync(folder.path, 0o2750)
    const { uid, gid } = statSync(folder.path)
    expect(ownershipOf(join(folder.path, 'a', 'b', 'c'))).toEqual({ uid, gid, mode: 0o2750 })
    const inner = join(folder.path, 'inner')
    mkdirSync(inner)
    chmodSync(inner, 0o700)
    expect(ownershipOf(inner).mode).toBe(0o700)
    expect(ownershipOf(join(inner, 'file')).mode).toBe(0o700)
  })

  test('stays as it is where the path is theirs already', () => {
    const path = join(folder.path, 'mine')
    writeFileSync(path, '')
    expect(giveTo(ownershipOf(path), path)).toBeTrue()
  })

  // Left out: only root may give a file away.
  test.if(isRoot)(
    'changes to the user and group that were asked for, also where only one of them differs',
    () => {
      const path = join(folder.path, 'given')
      writeFileSync(path, '')
      const ownerOf = () => {
        const { uid, gid } = statSync(path)
        return [uid, gid]
      }
      for (const [uid, gid] of [
        [65_534, 65_533],
        [65_534, 65_532],
        [65_531, 65_532],
      ] as const) {
        expect(giveTo({ uid, gid, mode: 0 }, path)).toBeTrue()
        expect(ownerOf()).toEqual([uid, gid])
      }
    },
  )

  // Left out: only Linux has files that root cannot give away.
  test.skipIf(!existsSync(refusing))('cannot be changed where the system refuses, which is no error', () => {
    expect(giveTo({ uid: 65_534, gid: 65_534, mode: 0 }, refusing)).toBeFalse()
  })

  // Left out: only root may give files away.
  test.if(isRoot)(
    'changes for a folder and all that is below it, and not for what a link in it leads to',
    () => {
      const [given, outside] = ['all', 'outside'].map(name => join(folder.path, name))
      if (!given || !outside) throw new Error('There are two.')
      mkdirSync(join(given, 'below'), { recursive: true })
      writeFileSync(join(given, 'below', 'file'), '')
      writeFileSync(outside, '')
      chownSync(outside, 0, 0)
      symlinkSync(outside, join(given, 'link'))
      giveAllTo({ uid: 65_534, gid: 65_533, mode: 0 }, given)
      for (const path of [given, join(given, 'below'), join(given, 'below', 'file')]) {
        const { uid, gid } = statSync(path)
        expect([path, uid, gid]).toEqual([path, 65_534, 65_533])
      }
      expect(statSync(outside).uid).toBe(0)
    },
  )
})

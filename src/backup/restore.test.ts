import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { problemsOf } from '../../test/support/backups.ts'
import { testNow } from '../../test/support/server.ts'
import { makeFolder } from '../../test/support/stores.ts'
import { restoreBackup } from './restore.ts'

let folder: ReturnType<typeof makeFolder>
const at = (name: string) => join(folder.path, name)

beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

const restore = (target: string, force = false) =>
  restoreBackup(at('none.tar.gz'), at(target), {
    force,
    keepSessions: false,
    nowMs: testNow,
    report: () => {},
  })

/** It gets as far as the archive, which is not there. */
const noArchive = [expect.stringContaining('The archive cannot be unpacked: ENOENT')]

describe('a restore', () => {
  test('takes a folder for empty that has what a clone or a native part left, and nothing else', async () => {
    mkdirSync(at('data'))
    expect(await problemsOf(restore('data'))).toEqual(noArchive)
    writeFileSync(at('data/.gitignore'), '*')
    mkdirSync(at('data/.native'))
    expect(await problemsOf(restore('data'))).toEqual(noArchive)
    writeFileSync(at('data/.hidden'), '')
    expect(await problemsOf(restore('data'))).toEqual([
      `The data folder "${at('data')}" is not empty. Set DATA_DIR to another folder, or use --force to move its content aside.`,
    ])
    expect(await problemsOf(restore('data', true))).toEqual(noArchive)
    expect(readdirSync(folder.path)).toEqual(['data'])
  })

  test('is told where it cannot write beside the data folder', async () => {
    writeFileSync(at('file'), '')
    expect(await problemsOf(restore('file/data'))).toEqual([
      `The folder "${at('file')}" cannot be written (ENOTDIR). Nothing was changed.`,
    ])
    expect(existsSync(at('file/data'))).toBe(false)
  })

  test('sweeps what a killed one left beside the data folder', async () => {
    mkdirSync(at('.chayenity-staging-00000001'))
    writeFileSync(at('.chayenity-staging-00000001/.lock'), '')
    await problemsOf(restore('data'))
    expect(readdirSync(folder.path)).toEqual([])
  })
})

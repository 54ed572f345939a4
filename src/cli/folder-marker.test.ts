import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../test/support/stores.ts'
import { lockFolder } from '../storage/sqlite/folder.ts'
import { checkFolder, readMarker, writeMarker } from './folder-marker.ts'
import { deleteDemoData } from './fresh.ts'

let folder: ReturnType<typeof makeFolder>
beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

const at = (name: string) => join(folder.path, name)
const putData = () => writeFileSync(at('chayenity.db'), '')

describe('the mark of a data folder', () => {
  test('is read as it was written, by the owner alone, in a folder that is made for it', () => {
    const marker = { kind: 'demo', world: { '--seed': '42' }, unfinished: 'a.json' } as const
    writeMarker(at('new'), marker)
    expect(readMarker(at('new'))).toEqual(marker)
    expect(statSync(at('new')).mode & 0o777).toBe(0o700)
    expect(readdirSync(at('new'))).toEqual(['data-folder.json'])
    expect(statSync(at('new/data-folder.json')).mode & 0o777).toBe(0o600)
  })

  test('is none in a folder without one and in memory', () => {
    expect(readMarker(folder.path)).toBeNull()
    expect(readMarker(':memory:')).toBeNull()
    writeMarker(':memory:', { kind: 'demo' })
    expect(existsSync(':memory:')).toBe(false)
  })

  test.each(['', '{', 'null', '"demo"', '{}', '{"kind":"other"}'])(
    'is damaged, and says how to go on: %p',
    text => {
      writeFileSync(at('data-folder.json'), text)
      expect(() => readMarker(folder.path)).toThrow(
        `"${at('data-folder.json')}" is damaged. Delete it: then the folder counts as what it is opened as next.`,
      )
    },
  )
})

describe('a folder that is opened', () => {
  test('without anything takes the mode that opens it, without a word', () => {
    for (const mode of ['production', 'demo'] as const) {
      const dataDir = at(mode)
      const mark = checkFolder(dataDir, mode, false)
      expect(existsSync(dataDir)).toBe(false)
      expect(mark()).toBeNull()
      expect(readMarker(dataDir)).toEqual({ kind: mode })
    }
  })

  test('again in its mode stays as it is', () => {
    const marker = { kind: 'demo', world: { '--seed': '42' } } as const
    writeMarker(folder.path, marker)
    expect(checkFolder(folder.path, 'demo', true)()).toBeNull()
    expect(readMarker(folder.path)).toEqual(marker)
  })

  test('with data and without a mark says what it is from now on', () => {
    putData()
    expect(checkFolder(folder.path, 'production', false)()).toBe(
      `The data folder "${folder.path}" is marked as real data from now on.`,
    )
    expect(readMarker(folder.path)).toEqual({ kind: 'production' })
  })

  test('as a demo remembers that its data may be real', () => {
    putData()
    expect(checkFolder(folder.path, 'demo', false)()).toBe(
      `The data folder "${folder.path}" is marked as a demo’s from now on.`,
    )
    expect(readMarker(folder.path)).toEqual({ kind: 'demo', adopted: 'unmarked' })
  })

  test('in the other mode is refused, until it is adopted', () => {
    writeMarker(folder.path, { kind: 'production' })
    putData()
    expect(() => checkFolder(folder.path, 'demo', false)).toThrow('holds the real data')
    const mark = checkFolder(folder.path, 'demo', true)
    expect(readMarker(folder.path)).toEqual({ kind: 'production' })
    mark()
    expect(readMarker(folder.path)).toEqual({ kind: 'demo', adopted: 'real' })
    expect(() => checkFolder(folder.path, 'production', false)).toThrow('is a demo’s')
    checkFolder(folder.path, 'production', true)()
    expect(readMarker(folder.path)).toEqual({ kind: 'production' })
  })

  test('in memory has no mark', () => {
    expect(checkFolder(':memory:', 'demo', false)()).toBeNull()
  })

  test('has what an interrupted restore left beside it put in its place first', () => {
    const restored = at('data.restored')
    mkdirSync(restored)
    mkdirSync(at('former'))
    writeFileSync(join(restored, '.replaces'), 'former')
    writeMarker(restored, { kind: 'production' })
    expect(() => checkFolder(at('data'), 'demo', false)).toThrow('holds the real data')
    expect(existsSync(restored)).toBe(false)
  })
})

describe('--fresh', () => {
  const files = ['chayenity.db', 'chayenity.db-wal', 'chayenity.db-shm', 'secret.key']
  const folders = ['uploads', 'thumbnails', 'checkpoints', 'backups']
  const fill = () => {
    for (const name of files) writeFileSync(at(name), 'something')
    for (const name of folders) {
      mkdirSync(at(name))
      writeFileSync(join(at(name), 'one'), 'something')
    }
  }

  test('deletes what a demo has made, and neither its key nor its backups', () => {
    writeMarker(folder.path, { kind: 'demo', world: { '--seed': '42' } })
    fill()
    deleteDemoData(folder.path)
    expect(
      readdirSync(folder.path)
        .filter(name => !name.startsWith('.'))
        .sort(),
    ).toEqual(['backups', 'data-folder.json', 'secret.key'])
    expect(readMarker(folder.path)).toEqual({ kind: 'demo' })
  })

  test.each([
    ['real', { kind: 'production' }],
    ['adopted', { kind: 'demo', adopted: 'real' }],
    ['of before there were marks', { kind: 'demo', adopted: 'unmarked' }],
    ['not marked', null],
  ] as const)('deletes nothing of data that is %s', (_, marker) => {
    if (marker) writeMarker(folder.path, marker)
    fill()
    expect(() => deleteDemoData(folder.path)).toThrow('may hold real data')
    for (const name of [...files, ...folders]) expect(existsSync(at(name))).toBe(true)
  })

  test('deletes nothing under a server, and lets go of the folder afterwards', () => {
    writeMarker(folder.path, { kind: 'demo' })
    fill()
    const lock = lockFolder(folder.path)
    expect(() => deleteDemoData(folder.path)).toThrow('is used by another Chayenity process')
    lock.close()
    expect(readFileSync(at('uploads/one'), 'utf8')).toBe('something')
    deleteDemoData(folder.path)
    lockFolder(folder.path).close()
  })

  test('has nothing to delete in a folder without data, whose it ever is', () => {
    writeMarker(folder.path, { kind: 'production' })
    deleteDemoData(folder.path)
    deleteDemoData(':memory:')
    expect(readMarker(folder.path)).toEqual({ kind: 'production' })
  })
})

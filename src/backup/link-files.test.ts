import { afterEach, beforeEach, expect, spyOn, test } from 'bun:test'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../test/support/stores.ts'
import { linkFiles, linkOrCopy } from './link-files.ts'

let folder: ReturnType<typeof makeFolder>
const at = (name: string) => join(folder.path, name)

beforeEach(() => {
  folder = makeFolder()
  for (const name of ['from', 'to']) fs.mkdirSync(at(name))
})
afterEach(() => folder.remove())

test('files are linked and not copied, and those that are there already stay', () => {
  fs.writeFileSync(at('from/a.png'), 'a')
  fs.writeFileSync(at('from/b.png'), 'b')
  fs.writeFileSync(at('to/b.png'), 'the first one')
  linkFiles(at('from'), at('to'))
  expect(fs.statSync(at('to/a.png')).ino).toBe(fs.statSync(at('from/a.png')).ino)
  expect(fs.readFileSync(at('to/b.png'), 'utf8')).toBe('the first one')
})

test('a folder that is not there has no files to link', () => {
  linkFiles(at('none'), at('to'))
  expect(fs.readdirSync(at('to'))).toEqual([])
})

test('what cannot be linked does not keep the other files', () => {
  fs.mkdirSync(at('from/a-folder'))
  fs.writeFileSync(at('from/b.png'), 'b')
  linkFiles(at('from'), at('to'))
  expect(fs.readdirSync(at('to'))).toEqual(['b.png'])
})

test('a file is copied where the file system has no links', () => {
  fs.writeFileSync(at('from/a.png'), 'a')
  const link = spyOn(fs, 'linkSync').mockImplementation(() => {
    throw new Error('EPERM')
  })
  linkOrCopy(at('from/a.png'), at('to/a.png'))
  link.mockRestore()
  expect(fs.readFileSync(at('to/a.png'), 'utf8')).toBe('a')
  expect(fs.statSync(at('to/a.png')).ino).not.toBe(fs.statSync(at('from/a.png')).ino)
})

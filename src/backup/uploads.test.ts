import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../test/support/stores.ts'
import type { NamedFile } from '../storage/named-file.ts'
import { verifyUploads } from './uploads.ts'

let folder: ReturnType<typeof makeFolder>

beforeEach(() => {
  folder = makeFolder()
  mkdirSync(join(folder.path, 'uploads'))
})
afterEach(() => folder.remove())

const hash = new Bun.CryptoHasher('sha256').update('abc').digest('hex')

/** A row of a picture that is stored with `content`; null for one that is not there. */
const place = (id: string, content: string | null, changes: Partial<NamedFile> = {}): NamedFile => {
  const name = `${id}.png`
  if (content !== null) writeFileSync(join(folder.path, 'uploads', name), content)
  return { id, name, bytes: 3, sha256: hash, ...changes }
}

describe('the files that rows name', () => {
  test('are whole with their length and hash, which is made where the upload stored none', async () => {
    const named = [place('one', 'abc'), place('two', 'abc', { sha256: null })]
    expect(await verifyUploads(folder.path, named)).toEqual({
      whole: [
        { id: 'one', name: 'one.png', bytes: 3, sha256: hash },
        { id: 'two', name: 'two.png', bytes: 3, sha256: hash },
      ],
      damaged: [],
    })
  })

  test('are missing, of another length, or other ones, each with a sentence', async () => {
    const named = [place('gone', null), place('long', 'abcd'), place('other', 'abd'), place('folder', null)]
    mkdirSync(join(folder.path, 'uploads/folder.png'))
    expect(await verifyUploads(folder.path, named)).toEqual({
      whole: [],
      damaged: [
        { id: 'gone', name: 'gone.png', isMissing: true, problem: 'The file gone is missing.' },
        {
          id: 'long',
          name: 'long.png',
          isMissing: false,
          problem: 'The file long.png has 4 bytes, not 3.',
        },
        {
          id: 'other',
          name: 'other.png',
          isMissing: false,
          problem: 'The file other.png is not what was uploaded.',
        },
        { id: 'folder', name: 'folder.png', isMissing: true, problem: 'The file folder is missing.' },
      ],
    })
  })

  test('that the disk cannot read are damaged, with the code of the system', async () => {
    const failing = (error: unknown) => () => Promise.reject(error)
    const problemWith = async (error: unknown) => {
      const { damaged } = await verifyUploads(folder.path, [place('one', 'abc')], { hashOf: failing(error) })
      return damaged.map(({ isMissing, problem }) => [isMissing, problem])
    }
    expect(await problemWith(Object.assign(new Error('read failed'), { code: 'EIO' }))).toEqual([
      [false, 'The file one.png cannot be read (EIO).'],
    ])
    expect(await problemWith(new Error('read failed'))).toEqual([
      [false, 'The file one.png cannot be read (unknown error).'],
    ])
  })

  test('are told to be done one after the other', async () => {
    const shares: number[] = []
    const named = [place('one', 'abc'), place('two', null), place('three', 'abc'), place('four', 'abc')]
    await verifyUploads(folder.path, named, { onProgress: share => shares.push(share) })
    expect(shares).toEqual([0.25, 0.5, 0.75, 1])
  })
})

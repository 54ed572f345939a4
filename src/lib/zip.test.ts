import { describe, expect, test } from 'bun:test'
import { unzip } from '../../test/support/unzip.ts'
import { type ZipEntry, zip } from './zip.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const time = Date.UTC(2025, 9, 1, 10, 0, 2)

const archiveOf = async (entries: ZipEntry[]): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = []
  for await (const piece of zip(entries, time)) pieces.push(piece)
  return Buffer.concat(pieces)
}

describe('an archive', () => {
  test('has its files with their names, content and time', async () => {
    const archive = await archiveOf([
      { name: 'account.json', content: [bytes('{"a":'), bytes('1}')] },
      { name: 'pictures/มะลิ.txt', content: [] },
    ])
    const modifiedAt = new Date(time)
    expect(unzip(archive)).toEqual([
      { name: 'account.json', bytes: Buffer.from('{"a":1}'), modifiedAt },
      { name: 'pictures/มะลิ.txt', bytes: Buffer.alloc(0), modifiedAt },
    ])
    expect(unzip(await archiveOf([]))).toEqual([])
  })

  test('is read one piece at a time, no sooner than it is asked for', async () => {
    let read = 0
    const content = function* () {
      for (; read < 10; read += 1) yield bytes('x')
    }
    const pieces = zip([{ name: 'x', content: content() }], time)
    await pieces.next()
    expect(read).toBe(0)
    await pieces.next()
    await pieces.next()
    expect(read).toBe(1)
  })
})

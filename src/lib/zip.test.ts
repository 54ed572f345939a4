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

  test('says of each file that it is stored as it is, with a name in UTF-8 and its sizes behind it', async () => {
    const archive = Buffer.from(await archiveOf([{ name: 'ก', content: [bytes('ab')] }]))
    const local = [0, 4, 6, 8].map(at => (at === 0 ? archive.readUInt32LE(at) : archive.readUInt16LE(at)))
    expect(local).toEqual([0x0403_4b50, 45, 0x0808, 0])
    expect([14, 18, 22].map(at => archive.readUInt32LE(at))).toEqual([0, 0, 0])
    const directory = archive.indexOf('PK\x01\x02', 0, 'latin1')
    expect([4, 6, 8, 10].map(at => archive.readUInt16LE(directory + at))).toEqual([45, 45, 0x0808, 0])
    expect([20, 24].map(at => archive.readUInt32LE(directory + at))).toEqual([2, 2])
    expect([30, 32, 34, 36].map(at => archive.readUInt16LE(directory + at))).toEqual([0, 0, 0, 0])
    const end = archive.length - 22
    expect([4, 6, 8, 10, 20].map(at => archive.readUInt16LE(end + at))).toEqual([0, 0, 1, 1, 0])
    expect([12, 16].map(at => archive.readUInt32LE(end + at))).toEqual([end - directory, directory])
  })

  test('has the time to two seconds, of every month and hour', async () => {
    for (const at of [
      Date.UTC(1980, 0, 1),
      Date.UTC(2024, 1, 29, 23, 59, 58),
      Date.UTC(2026, 11, 31, 12, 30, 30),
      Date.UTC(2107, 11, 31, 23, 59, 58),
    ]) {
      const pieces: Uint8Array[] = []
      for await (const piece of zip([{ name: 'a', content: [] }], at + 1999)) pieces.push(piece)
      expect(unzip(Buffer.concat(pieces))[0]?.modifiedAt.getTime()).toBe(at)
    }
  })
})

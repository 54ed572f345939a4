import { afterAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { makeFolder } from '../../test/support/stores.ts'
import { LineError, readLines } from './lines.ts'

const folder = makeFolder()
afterAll(() => folder.remove())

const read = async (content: string | Uint8Array, maxLength = 5): Promise<string[]> => {
  const path = join(folder.path, 'lines')
  await Bun.write(path, content)
  const lines: string[] = []
  for await (const some of readLines(path, maxLength)) lines.push(...some)
  return lines
}

describe('the lines of a file', () => {
  test('are read with and without an end of the last one, and empty ones too', async () => {
    expect(await read('one\n\ntwo\n')).toEqual(['one', '', 'two'])
    expect(await read('one\ntwo')).toEqual(['one', 'two'])
    expect(await read('')).toEqual([])
  })

  test('are as long as allowed, and not a character longer, wherever they stand', async () => {
    expect(await read('12345\n12345')).toEqual(['12345', '12345'])
    for (const content of ['123456\n1', '1\n123456\n', '1\n123456'])
      await expect(read(content)).rejects.toThrow(new LineError('is longer than 5 characters'))
  })

  test('are read up to the one that is too long', async () => {
    const path = join(folder.path, 'lines')
    await Bun.write(path, '1\n2\n123456\n3\n')
    const read: string[] = []
    const readAll = async () => {
      for await (const some of readLines(path, 5)) read.push(...some)
    }
    await expect(readAll()).rejects.toThrow('is longer than 5 characters')
    expect(read).toEqual(['1', '2'])
  })

  test('are put together where a piece of the file ends within a character', async () => {
    const long = 'ก'.repeat(3 * 1024 * 1024)
    const lines = await read(`a${long}\n${long}`, long.length + 1)
    expect([lines.length, lines[0] === `a${long}`, lines[1] === long]).toEqual([2, true, true])
  })

  test('are UTF-8, or nothing is read', async () => {
    await expect(read(Uint8Array.of(0x61, 0xff, 0x0a))).rejects.toThrow(new LineError('is not UTF-8'))
    await expect(read(Uint8Array.of(0x61, 0xe0, 0xb8))).rejects.toThrow(new LineError('is not UTF-8'))
  })
})

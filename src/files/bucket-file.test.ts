import { expect, test } from 'bun:test'
import { BucketFile, partBytes } from './bucket-file.ts'

/** A file whose beginning was read, and the parts that were read of it since. */
const openFile = (size: number, headBytes: number) => {
  const content = Uint8Array.from({ length: size }, (_, at) => at % 251)
  const read: [first: number, last: number][] = []
  const readPart = async (first: number, last: number) => {
    read.push([first, last])
    return content.slice(first, last + 1)
  }
  return { content, read, file: new BucketFile(readPart, 0, size, content.slice(0, headBytes)) }
}

test.each([
  { name: 'in the beginning', from: 2, end: 5, parts: [] },
  { name: 'up to the end of the beginning', from: 0, end: 10, parts: [] },
  { name: 'from the beginning on', from: 8, end: 14, parts: [[10, 13]] },
  { name: 'behind the beginning', from: 10, end: 12, parts: [[10, 11]] },
  { name: 'of nothing', from: 7, end: 7, parts: [] },
])('a range $name is read as it is, and only what is not known', async ({ from, end, parts }) => {
  const { content, read, file } = openFile(20, 10)
  const range = file.slice(from, end)
  expect(range.size).toBe(end - from)
  expect(await range.bytes()).toEqual(content.slice(from, end))
  expect<unknown>(read).toEqual(parts)
})

test('a range of a range is counted from its beginning', async () => {
  const { content, file } = openFile(20, 10)
  expect(await file.slice(4, 18).slice(3, 9).bytes()).toEqual(content.slice(7, 13))
})

test('a long file is streamed in parts, the next one when the last one was taken', async () => {
  const { content, read, file } = openFile(2 * partBytes + 30, 10)
  const reader = file.stream().getReader()
  const first = await reader.read()
  expect([first.value?.length, read.length]).toEqual([10, 0])
  const lengths: number[] = []
  for (let part = await reader.read(); !part.done; part = await reader.read()) lengths.push(part.value.length)
  expect(lengths).toEqual([partBytes, partBytes, 20])
  expect(read).toEqual([
    [10, partBytes + 9],
    [partBytes + 10, 2 * partBytes + 9],
    [2 * partBytes + 10, content.length - 1],
  ])
})

test('a range that is streamed reads nothing before it is asked, and has no empty part', async () => {
  const { content, read, file } = openFile(20, 10)
  const stream = file.slice(10, 20).stream()
  await new Promise(setImmediate)
  expect(read).toEqual([])
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(part)
  expect(parts).toEqual([content.slice(10, 20)])
})

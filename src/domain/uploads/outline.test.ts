import { describe, expect, test } from 'bun:test'
import { animation, bytesOf, still } from '../../../test/support/images.ts'
import { pngChunk, pngHeader } from '../../lib/png.ts'
import { seededRandom } from '../../lib/random.ts'
import type { ImageFormat } from './formats.ts'
import { outlineOf } from './outline.ts'

const formats: [ImageFormat, Uint8Array][] = [
  ['jpeg', await bytesOf(still().jpeg())],
  ['png', await bytesOf(still().png())],
  ['gif', await bytesOf(animation(96, 64, 3).gif())],
  ['webp', await bytesOf(still().webp())],
  ['webp', await bytesOf(still().webp({ lossless: true }))],
  ['webp', await bytesOf(animation(96, 64, 3).webp())],
]

describe('the outline of a picture', () => {
  test('tells its sides and frames for each format', () => {
    const seen = formats.map(([format, bytes]) => {
      const { width, height, frames, isWhole } = outlineOf(bytes, format)
      return [format, width, height, frames, isWhole]
    })
    expect(seen).toEqual([
      ['jpeg', 96, 64, 0, true],
      ['png', 96, 64, 0, true],
      ['gif', 96, 64, 3, true],
      ['webp', 96, 64, 0, true],
      ['webp', 96, 64, 0, true],
      ['webp', 96, 64, 3, true],
    ])
  })

  test('counts the passes of a progressive JPEG', async () => {
    expect(outlineOf(await bytesOf(still().jpeg({ progressive: true })), 'jpeg').scans).toBeWithin(2, 20)
    expect(outlineOf(await bytesOf(still().jpeg()), 'jpeg').scans).toBe(1)
  })

  test('counts texts and profiles that are compressed, and no others', () => {
    const chunk = (type: string, content: string) => pngChunk(type, Buffer.from(content, 'latin1'))
    const bytes = Buffer.concat([
      Buffer.alloc(8),
      pngHeader(1, 1, 8, 2),
      chunk('tEXt', 'Title\0plain'),
      chunk('iTXt', 'Title\0\0\0\0\0plain'),
      chunk('iTXt', 'Title\0\x01\0\0\0packed'),
      chunk('zTXt', 'Title\0\0packed'),
      chunk('iCCP', 'Profile\0\0packed'),
    ])
    expect(outlineOf(bytes, 'png').compressedChunks).toBe(3)
  })

  test('can be made of any bytes', () => {
    const random = seededRandom(5)
    for (const [format, bytes] of formats) {
      for (let end = 0; end < bytes.length; end += 1) outlineOf(bytes.slice(0, end), format)
      for (let times = 0; times < 200; times += 1) {
        const damaged = bytes.slice()
        for (let at = 0; at < 8; at += 1) damaged[random.whole(0, damaged.length - 1)] = random.whole(0, 255)
        expect(outlineOf(damaged, format).width).toBeGreaterThanOrEqual(0)
      }
    }
  })
})

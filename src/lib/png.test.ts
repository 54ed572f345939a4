import { describe, expect, test } from 'bun:test'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { encodePng, pngFile, pngHeader } from './png.ts'

interface Chunk {
  type: string
  length: number
}

/** What follows the signature. @throws Error for a wrong checksum */
const chunksOf = (png: Buffer): Chunk[] => {
  const chunks: Chunk[] = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const end = at + 8 + length
    if (png.readUInt32BE(end) !== crc32(png.subarray(at + 4, end))) throw new Error('A checksum is wrong.')
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), length })
    at = end + 4
  }
  return chunks
}

describe('a PNG', () => {
  test('has the pixels that were given, each in its row and column', async () => {
    const [width, height] = [5, 3]
    const rgb = Uint8Array.from({ length: 3 * width * height }, (_, at) => (at * 37) % 256)
    const png = encodePng({ width, height, rgb })
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width, height, channels: 3 })
    expect(new Uint8Array(data)).toEqual(rgb)
  })

  test('has its signature and nothing but a header, one chunk of pixels and an end', () => {
    const png = encodePng({ width: 1, height: 1, rgb: Uint8Array.of(1, 2, 3) })
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    const [header, pixels, end, ...others] = chunksOf(png)
    expect(header).toEqual({ type: 'IHDR', length: 13 })
    expect(pixels?.type).toBe('IDAT')
    expect(end).toEqual({ type: 'IEND', length: 0 })
    expect(others).toEqual([])
  })

  test('of one bit a pixel is black and white', async () => {
    const png = pngFile(pngHeader(8, 2, 1, 0), Uint8Array.of(0, 0b1010_0000, 0, 0b0000_0001))
    const data = await sharp(png).toColourspace('b-w').raw().toBuffer()
    expect([...data]).toEqual([255, 0, 255, 0, 0, 0, 0, 0, ...[0, 0, 0, 0, 0, 0, 0, 255]])
  })
})

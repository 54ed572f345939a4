import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { pngChunk, pngHeader } from '../../src/lib/png.ts'
import type { SeededRandom } from '../../src/lib/random.ts'
import { bytesOf, longGif, still } from './images.ts'

/** Pictures of a few kilobytes that are made to cost a decoder minutes or gigabytes. */

type Bytes = Uint8Array<ArrayBuffer>

interface HostileImage {
  title: string
  bytes: Bytes
  /** Undefined where the picture is within all bounds and only dear. */
  expected?: 413 | 415
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/** A PNG of one colour, made chunk by chunk. `rows` is as long as a bomb wants it. */
const hostilePng = (width: number, height: number, chunks: Uint8Array[] = [], rowBytes?: number): Bytes => {
  const rows = deflateSync(new Uint8Array(rowBytes ?? height * (1 + 3 * width)), { level: 1 })
  return new Uint8Array(
    Buffer.concat([
      signature,
      pngHeader(width, height, 8, 2),
      ...chunks,
      pngChunk('IDAT', rows),
      pngChunk('IEND', new Uint8Array()),
    ]),
  )
}

const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))

/** Each inflates to nearly the 8 MB that the library allows. */
const compressedTexts = (type: 'zTXt' | 'iTXt', count: number): Uint8Array[] => {
  const bomb = deflateSync(Buffer.alloc(7_900_000, 'a'))
  const afterKeyword = type === 'zTXt' ? '\0\0' : '\0\x01\0\0\0'
  return times(count, at => pngChunk(type, Buffer.concat([Buffer.from(`k${at}${afterKeyword}`), bomb])))
}

/** The frames of an animated PNG (W3C, "Portable Network Graphics Specification, Third Edition", 11.3.6). */
const animationFrames = (count: number, width: number, height: number): Uint8Array[] => {
  const control = Buffer.alloc(26)
  control.writeUInt32BE(width, 4)
  control.writeUInt32BE(height, 8)
  return times(count, () => pngChunk('fcTL', control))
}

/** The same picture with `count` empty scans behind it. */
const manyScans = async (count: number): Promise<Bytes> => {
  const jpeg = Buffer.from(await still(1600, 1600).jpeg({ progressive: true }).toBuffer())
  const last = jpeg.subarray(jpeg.lastIndexOf(Buffer.from([0xff, 0xda])), -2)
  return new Uint8Array(
    Buffer.concat([jpeg.subarray(0, -2), ...times(count, () => last), Buffer.from([0xff, 0xd9])]),
  )
}

const chunk = (type: string, content: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content])
}

const webpFile = (...chunks: Buffer[]): Bytes =>
  new Uint8Array(chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks])))

const uint24 = (value: number) => [value & 0xff, (value >> 8) & 0xff, value >> 16]

/** An animated WebP by its header alone (RFC 9649, 2.7). */
const claimedWebp = (width: number, height: number, frames: number): Bytes => {
  const canvas = Buffer.from([2, 0, 0, 0, ...uint24(width - 1), ...uint24(height - 1)])
  const frame = Buffer.from([
    ...uint24(0),
    ...uint24(0),
    ...uint24(width - 1),
    ...uint24(height - 1),
    0,
    0,
    0,
    0,
  ])
  return webpFile(
    chunk('VP8X', canvas),
    chunk('ANIM', Buffer.alloc(6)),
    ...times(frames, () => chunk('ANMF', frame)),
  )
}

const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#777777' } })

/** A screen of one pixel, and a frame of 65 535 × 1 in it. */
const wideFrameGif = (): Bytes => {
  const screen = [1, 0, 1, 0, 0, 0, 0]
  const frame = [0x2c, 0, 0, 0, 0, 0xff, 0xff, 1, 0, 0x80, 0, 0, 0, 255, 255, 255, 2, 2, 0x4c, 1, 0]
  return new Uint8Array(Buffer.concat([Buffer.from('GIF89a'), Buffer.from([...screen, ...frame, 0x3b])]))
}

/** What has to be rejected, each for one bound. */
export const rejectedImages = async (): Promise<HostileImage[]> => {
  const smallGif = await bytesOf(still(16, 16).gif())
  return [
    { title: 'a PNG of 1 × 50 000 000', bytes: hostilePng(1, 50_000_000, [], 200_000_000), expected: 413 },
    { title: 'a PNG of 16 385 × 1', bytes: hostilePng(16_385, 1), expected: 413 },
    { title: 'a JPEG of 1 × 16 385', bytes: await bytesOf(flat(1, 16_385).jpeg()), expected: 413 },
    { title: 'a WebP of 1 × 16 000 000', bytes: claimedWebp(1, 16_000_000, 1), expected: 413 },
    { title: 'a WebP of 1 001 frames', bytes: claimedWebp(10, 10, 1001), expected: 413 },
    { title: 'a WebP of 80 megapixels in 500 frames', bytes: claimedWebp(400, 400, 500), expected: 413 },
    { title: 'a GIF of 5 000 frames', bytes: longGif(smallGif, 5000), expected: 413 },
    { title: 'a GIF with a frame of 65 535 pixels', bytes: wideFrameGif(), expected: 413 },
    {
      title: 'an animated PNG of 5 000 frames',
      bytes: hostilePng(9, 9, animationFrames(5000, 9, 9)),
      expected: 413,
    },
    {
      title: 'an animated PNG with a frame of 20 000',
      bytes: hostilePng(9, 9, animationFrames(1, 20_000, 1)),
      expected: 413,
    },
    { title: '200 compressed texts', bytes: hostilePng(9, 9, compressedTexts('zTXt', 200)), expected: 415 },
    {
      title: '11 compressed international texts',
      bytes: hostilePng(9, 9, compressedTexts('iTXt', 11)),
      expected: 415,
    },
    { title: 'a JPEG of 500 passes', bytes: await manyScans(500), expected: 415 },
  ]
}

/** Within every bound, and dear. */
const dearImages = async (random: SeededRandom): Promise<HostileImage[]> => {
  const [width, height] = [random.whole(2000, 16_384), random.whole(500, 3000)]
  return [
    { title: 'a wide interlaced PNG', bytes: await bytesOf(flat(width, height).png({ progressive: true })) },
    { title: 'a tall PNG', bytes: hostilePng(height, width) },
    { title: 'ten compressed texts', bytes: hostilePng(9, 9, compressedTexts('zTXt', random.whole(1, 10))) },
    {
      title: 'a deflate bomb behind the rows',
      bytes: hostilePng(99, 99, [], random.whole(1, 300) * 1_000_000),
    },
    {
      title: 'a large progressive JPEG',
      bytes: await bytesOf(flat(width, height).jpeg({ progressive: true })),
    },
    {
      title: 'a GIF of 900 frames',
      bytes: longGif(await bytesOf(still(99, 99).gif()), random.whole(500, 1000)),
    },
    {
      title: 'empty chunks',
      bytes: hostilePng(
        9,
        9,
        times(100_000, () => pngChunk('IDAT', new Uint8Array())),
      ),
    },
    {
      title: 'a large lossless WebP',
      bytes: await bytesOf(flat(width, 3000).webp({ lossless: true, effort: 0 })),
    },
  ]
}

/** As many hostile pictures as there is room for, each kind in turn; the same seed gives the same ones. */
export const hostileImages = async (random: SeededRandom, count: number): Promise<Bytes[]> => {
  const rejected = await rejectedImages()
  const pictures: Bytes[] = []
  while (pictures.length < count) {
    const dear = await dearImages(random)
    pictures.push(...[...rejected, ...dear].map(({ bytes }) => bytes))
  }
  return pictures.slice(0, count)
}

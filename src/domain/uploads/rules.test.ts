import { describe, expect, test } from 'bun:test'
import {
  assertFileSize,
  assertRoomFor,
  lastPathPart,
  nextLargerOf,
  type VariantOptions,
  variantOf,
} from './rules.ts'

const nothing: VariantOptions = { width: null, height: null, fit: 'cover', format: null }
const jpegOf = (width: number, height: number) => ({ width, height, contentType: 'image/jpeg' as const })

describe('the variant for given options (F5)', () => {
  test('without options, or with those of the stored picture, it is the stored picture', () => {
    const photo = jpegOf(600, 400)
    const requests: Partial<VariantOptions>[] = [
      {},
      { format: 'jpeg' },
      { width: 600 },
      { width: 2048 },
      { width: 2048, fit: 'contain' },
      { width: 600, height: 400 },
    ]
    expect(requests.map(options => variantOf(photo, { ...nothing, ...options }))).toEqual(
      requests.map(() => null),
    )
  })

  test('a side that nobody asked for is at most 4096 pixels', () => {
    const format = 'webp'
    expect(variantOf(jpegOf(9000, 3000), { ...nothing, format })).toEqual({
      width: 4096,
      height: 1365,
      format,
    })
    expect(variantOf(jpegOf(500, 60_000), { ...nothing, width: 400, format })).toEqual({
      width: 34,
      height: 4096,
      format,
    })
  })

  test('no side is ever less than a pixel or more than the picture', () => {
    const lines = [jpegOf(50_000, 1), jpegOf(1, 50_000), jpegOf(1, 1)]
    for (const line of lines) {
      for (const fit of ['cover', 'contain'] as const) {
        const variant = variantOf(line, { width: 16, height: 2048, fit, format: 'webp' })
        expect(variant?.width).toBeWithin(1, line.width + 1)
        expect(variant?.height).toBeWithin(1, line.height + 1)
      }
    }
  })
})

describe('the room for files', () => {
  const quota = { files: 3, bytes: 1000 }
  const isRoom = (bytes: number, fileCount: number, totalBytes: number) => {
    try {
      assertRoomFor(bytes, { fileCount, totalBytes }, quota)
      return true
    } catch {
      return false
    }
  }

  test('ends at as many files, and at as many bytes, as somebody may have', () => {
    expect([isRoom(1, 2, 0), isRoom(1, 3, 0)]).toEqual([true, false])
    expect([isRoom(400, 1, 600), isRoom(401, 1, 600)]).toEqual([true, false])
    expect(() => assertRoomFor(1, { fileCount: 3, totalBytes: 0 }, quota)).toThrow('You have 3 files')
    expect(() => assertRoomFor(1001, { fileCount: 0, totalBytes: 0 }, quota)).toThrow('You have no room')
  })

  test('is for files of at most 10 MiB', () => {
    expect(() => assertFileSize(10_485_760)).not.toThrow()
    expect(() => assertFileSize(10_485_761)).toThrow('at most 10 MiB')
  })
})

test('the name of a file is shown without its folders, control characters and spaces around it', () => {
  const names = ['a/b\\c.png', ' c.png\t', 'a\u0000\u001fb\u007f.png', '\ud800.png', 'a/', '   ']
  expect(names.map(lastPathPart)).toEqual(['c.png', 'c.png', 'ab.png', '\ufffd.png', 'unnamed', 'unnamed'])
  expect(lastPathPart('😀'.repeat(256))).toBe('😀'.repeat(255))
})

describe('the side of a variant', () => {
  test('is the next of the fixed ones, and the asked one beyond them', () => {
    const widthFor = (width: number) => variantOf(jpegOf(4000, 4000), { ...nothing, width })?.width
    expect([16, 17, 65, 2047, 2048, 2049].map(widthFor)).toEqual([16, 32, 96, 2048, 2048, 2049])
  })

  test('is that of its fit: cover fills both sides, contain stays within them', () => {
    const sidesFor = (options: Partial<VariantOptions>) => {
      const variant = variantOf(jpegOf(800, 400), { ...nothing, ...options })
      return variant && [variant.width, variant.height]
    }
    expect(sidesFor({ width: 200, height: 200 })).toEqual([200, 200])
    expect(sidesFor({ width: 200, height: 200, fit: 'contain' })).toEqual([200, 100])
    expect(sidesFor({ width: 200, fit: 'contain' })).toEqual([200, 100])
    expect(sidesFor({ height: 200 })).toEqual([400, 200])
    // Larger than the picture: the proportions stay.
    expect(sidesFor({ width: 1600, height: 1600 })).toEqual([400, 400])
    expect(sidesFor({ width: 800, height: 1600 })).toEqual([200, 400])
    expect(sidesFor({ width: 800, height: 400, format: 'webp' })).toEqual([800, 400])
    expect(sidesFor({ format: 'webp' })).toEqual([800, 400])
  })
})

describe('the substitute of a variant', () => {
  const id = '0199a000-0000-7000-8000-000000000000'
  const larger = (width: number, height: number, ...kept: string[]) =>
    nextLargerOf(
      { width, height, format: 'jpeg' },
      kept.map(name => `${id}.${name}`),
    )?.slice(id.length + 1) ?? null

  test('is the smallest of the same proportions and format that is not smaller', () => {
    const kept = ['480x320.jpg', '96x64.jpg', '200x133.jpg', '320x213.jpg', '160x107.webp', '240x240.jpg']
    expect(larger(160, 107, ...kept)).toBe('200x133.jpg')
    expect(larger(200, 133, ...kept)).toBe('200x133.jpg')
    expect(larger(320, 213, ...kept)).toBe('320x213.jpg')
    expect(larger(480, 320, ...kept)).toBe('480x320.jpg')
    expect(larger(640, 427, ...kept)).toBeNull()
    expect(larger(200, 200, ...kept)).toBe('240x240.jpg')
  })

  test('is of like proportions up to half a pixel, and not beyond', () => {
    expect(larger(10, 10, '101x100.jpg')).toBe('101x100.jpg')
    expect(larger(10, 10, '100x101.jpg')).toBe('100x101.jpg')
    expect(larger(100, 100, '202x200.jpg')).toBe('202x200.jpg')
    expect(larger(100, 100, '205x200.jpg')).toBeNull()
    expect(larger(100, 100, '200x99.jpg')).toBeNull()
  })
})

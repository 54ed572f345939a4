import { describe, expect, test } from 'bun:test'
import { gifOutline } from './gif.ts'

/** The parts of a GIF, each as CompuServe's specification describes it. */
const uint16 = (value: number) => [value % 256, Math.floor(value / 256)]
const screen = (width: number, height: number, flags = 0) => [
  ...Buffer.from('GIF89a', 'latin1'),
  ...uint16(width),
  ...uint16(height),
  flags,
  0,
  0,
]
const frame = (width: number, height: number, flags = 0, colors: number[] = []) => [
  0x2c,
  ...uint16(0),
  ...uint16(0),
  ...uint16(width),
  ...uint16(height),
  flags,
  ...colors,
  2,
  ...[1, 0xaa],
  ...[2, 0xaa, 0xbb],
  0,
]
const control = [0x21, 0xf9, 4, 0, 0, 0, 0, 0]
const trailer = [0x3b]
const outlineOf = (...parts: number[][]) => gifOutline(Uint8Array.from(parts.flat()))

describe('the outline of a GIF', () => {
  test('has the sides of the screen, of one byte and of two', () => {
    expect(outlineOf(screen(700, 3), frame(1, 1), trailer)).toEqual({
      width: 700,
      height: 3,
      frames: 1,
      compressedChunks: 0,
      scans: 1,
      isWhole: true,
    })
    expect(outlineOf(screen(3, 700), frame(1, 1))).toMatchObject({ width: 3, height: 700 })
  })

  test('has the sides of the largest frame where that is larger than the screen', () => {
    const found = outlineOf(screen(10, 10), frame(300, 20), frame(5, 400), trailer)
    expect(found).toMatchObject({ width: 300, height: 400, frames: 2 })
  })

  test('finds frames behind tables of colours and extensions', () => {
    // Flags with 0x80 announce a table of 3 × 2^(n + 1) bytes.
    const table = (bits: number) => Array<number>(3 * 2 ** (bits + 1)).fill(0x3b)
    for (const bits of [0, 1, 7]) {
      const found = outlineOf(
        screen(2, 2, 0x80 + bits),
        table(bits),
        control,
        frame(2, 2, 0x80 + bits, table(bits)),
        control,
        frame(2, 2),
        trailer,
      )
      expect([bits, found.frames, found.isWhole]).toEqual([bits, 2, true])
    }
    expect(outlineOf(screen(2, 2, 0x07), frame(2, 2), frame(2, 2)).frames).toBe(2)
  })

  test('is whole when its last frame is, with whatever follows', () => {
    const whole = [screen(2, 2), frame(2, 2)].flat()
    expect(outlineOf(whole).isWhole).toBeTrue()
    expect(outlineOf(whole, trailer, [0x2c, 1, 2]).frames).toBe(1)
    expect(outlineOf(whole, trailer, [0x2c, 1, 2]).isWhole).toBeTrue()
    for (let missing = 1; missing <= 14; missing += 1)
      expect([missing, gifOutline(Uint8Array.from(whole.slice(0, -missing))).isWhole]).toEqual([
        missing,
        false,
      ])
  })

  test('without a frame is not whole', () => {
    expect(outlineOf(screen(2, 2), trailer)).toMatchObject({ frames: 0, isWhole: false })
    expect(outlineOf(screen(2, 2), control)).toMatchObject({ frames: 0, isWhole: false })
  })
})

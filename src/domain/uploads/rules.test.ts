import { describe, expect, test } from 'bun:test'
import { type VariantOptions, variantOf } from './rules.ts'

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

import { describe, expect, test } from 'bun:test'
import decodeQR from 'qr/decode.js'
import { lanLines } from '../../src/cli/lan.ts'

/** A picture of half blocks as a camera sees it on a dark terminal: grey values, three a pixel, eight pixels a square. */
const photographOf = (lines: string[]) => {
  const rows = lines.flatMap(line => [
    [...line].map(block => '█▀'.includes(block)),
    [...line].map(block => '█▄'.includes(block)),
  ])
  const [scale, width] = [8, (rows[0]?.length ?? 0) * 8]
  const data = new Uint8Array(width * rows.length * scale * 3)
  for (let y = 0; y < rows.length * scale; y += 1)
    for (let x = 0; x < width; x += 1)
      data.fill(
        rows[Math.floor(y / scale)]?.[Math.floor(x / scale)] ? 255 : 0,
        (y * width + x) * 3,
        (y * width + x + 1) * 3,
      )
  return { width, height: rows.length * scale, data }
}

describe('a demo on the network', () => {
  test('says how each kind of client reaches it', () => {
    const lines = lanLines('http', 8000, '192.168.1.7').join('\n')
    expect(lines).toContain('an Android emulator         http://10.0.2.2:8000/api')
    expect(lines).toContain('phones in this network      http://192.168.1.7:8000/api')
    expect(lines).toContain('controls included')
  })

  test('shows phones a code that leads to the app', () => {
    const code = lanLines('http', 8000, '192.168.1.7').filter(line => /^[█▀▄ ]{20,}$/.test(line))
    expect(decodeQR(photographOf(code))).toBe('http://192.168.1.7:8000/app')
  })

  test('says so where there is no network', () => {
    expect(lanLines('https', 8443, null).join('\n')).toContain('in no network')
  })
})

import { expect, test } from 'bun:test'
import { endingOf, formatOf } from './formats.ts'

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.of(part))))

const png = bytes(0x89, 'PNG\r\n', 0x1a, '\n')

test('the first bytes of a picture tell its format', () => {
  expect([
    formatOf(bytes(0xff, 0xd8, 0xff, 0xe0)),
    formatOf(png),
    formatOf(bytes('GIF87a')),
    formatOf(bytes('GIF89a')),
    formatOf(bytes('RIFF1234WEBPVP8 ')),
  ]).toEqual(['jpeg', 'png', 'gif', 'gif', 'webp'])
})

test('what only resembles a picture is none', () => {
  const others = [
    bytes(),
    bytes(0xff, 0xd8),
    bytes(0xff, 0xd8, 0xfe),
    png.subarray(0, 7),
    bytes('xGIF89a'),
    bytes('GIF88a'),
    bytes('RIFF1234WAVE'),
    bytes('RIFX1234WEBP'),
    bytes('1234RIFFWEBP'),
    bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  ]
  expect(others.map(formatOf)).toEqual(others.map(() => null))
})

test('a stored picture has the usual ending of its format', () => {
  expect((['jpeg', 'png', 'gif', 'webp', 'avif'] as const).map(endingOf)).toEqual([
    'jpg',
    'png',
    'gif',
    'webp',
    'avif',
  ])
})

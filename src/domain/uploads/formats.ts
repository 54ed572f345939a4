import type { ContentType } from './file.ts'

export type ImageFormat = 'jpeg' | 'png' | 'gif' | 'webp'

export const contentTypeOf: Record<ImageFormat, ContentType> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
}

export const formatOfType: Record<ContentType, ImageFormat> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
}

export const endingOf = (format: ImageFormat | 'avif'): string => (format === 'jpeg' ? 'jpg' : format)

const startsWith = (bytes: Uint8Array, at: number, ...expected: number[]) =>
  expected.every((byte, index) => bytes[at + index] === byte)

const ascii = (text: string) => [...text].map(letter => letter.charCodeAt(0))

const [gif87, gif89, riff, webp] = [ascii('GIF87a'), ascii('GIF89a'), ascii('RIFF'), ascii('WEBP')]

/** The first bytes decide, never the name (ruling F1); null for everything else. */
export const formatOf = (bytes: Uint8Array): ImageFormat | null => {
  if (startsWith(bytes, 0, 0xff, 0xd8, 0xff)) return 'jpeg'
  if (startsWith(bytes, 0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png'
  if (startsWith(bytes, 0, ...gif87) || startsWith(bytes, 0, ...gif89)) return 'gif'
  if (startsWith(bytes, 0, ...riff) && startsWith(bytes, 8, ...webp)) return 'webp'
  return null
}

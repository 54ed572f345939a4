import { encodePng } from '../../lib/png.ts'

export const drawPlaceholder = (width: number, height: number, text: string): File => {
  const hash = Number(Bun.hash(text) & 0xff_ffffn)
  // Black and white labels can both be read on it.
  const color = [hash >> 16, (hash >> 8) & 0xff, hash & 0xff].map(value => 51 + Math.floor(value * 0.6))
  const rgb = new Uint8Array(width * height * 3)
  rgb.set(color)
  rgb.copyWithin(3, 0)
  for (let filled = 3; filled < rgb.length; filled *= 2) rgb.copyWithin(filled, 0, filled)
  return new File([encodePng({ width, height, rgb })], 'picture.png', { type: 'image/png' })
}

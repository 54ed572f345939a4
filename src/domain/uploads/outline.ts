import type { ImageFormat } from './formats.ts'
import { gifOutline } from './gif.ts'
import type { ImageOutline } from './image-bounds.ts'

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const emptyOutline = (): ImageOutline => ({
  width: 0,
  height: 0,
  frames: 0,
  compressedChunks: 0,
  scans: 1,
  isWhole: true,
})

const grow = (outline: ImageOutline, width: number, height: number): void => {
  outline.width = Math.max(outline.width, width)
  outline.height = Math.max(outline.height, height)
}

const fourLetters = (text: string): number => viewOf(Buffer.from(text, 'latin1')).getUint32(0)

const png = {
  header: fourLetters('IHDR'),
  frame: fourLetters('fcTL'),
  compressedText: fourLetters('zTXt'),
  internationalText: fourLetters('iTXt'),
  colorProfile: fourLetters('iCCP'),
  end: fourLetters('IEND'),
}

const maxKeyword = 79

/** An international text has its flag behind the keyword and its NUL. */
const isCompressed = (type: number, start: Uint8Array): boolean =>
  type === png.compressedText ||
  type === png.colorProfile ||
  (type === png.internationalText && start[start.indexOf(0) + 1] !== 0)

/** W3C, "Portable Network Graphics Specification, Third Edition", 5. */
const pngOutline = (bytes: Uint8Array): ImageOutline => {
  const outline = emptyOutline()
  const view = viewOf(bytes)
  let at = 8
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at)
    const type = view.getUint32(at + 4)
    const content = at + 8
    if (type === png.end) break
    // An animation repeats the sides for each frame, behind a sequence number.
    const sidesAt = type === png.header ? content : content + 4
    if ((type === png.header || type === png.frame) && sidesAt + 8 <= bytes.length)
      grow(outline, view.getUint32(sidesAt), view.getUint32(sidesAt + 4))
    if (type === png.frame) outline.frames += 1
    if (isCompressed(type, bytes.subarray(content, content + maxKeyword + 2))) outline.compressedChunks += 1
    at = content + length + 4
  }
  return outline
}

/** 0xC0 to 0xCF without 0xC4, 0xC8 and 0xCC (ITU-T T.81, table B.1). */
const isStartOfFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const startOfScan = 0xda
const endOfImage = 0xd9

/** They have no length. A zero is a stuffed byte, FF a fill byte. */
const standsAlone = (marker: number) =>
  (marker >= 0xd0 && marker <= 0xd8) || marker === 0x01 || marker === 0x00 || marker === 0xff

/** Skips what stands between markers, as decoders do. */
const jpegOutline = (bytes: Uint8Array): ImageOutline => {
  const outline = emptyOutline()
  outline.scans = 0
  const view = viewOf(bytes)
  let at = bytes.indexOf(0xff, 2)
  while (at >= 0 && at + 4 <= bytes.length) {
    const marker = view.getUint8(at + 1)
    if (marker === endOfImage) break
    if (standsAlone(marker)) {
      at = bytes.indexOf(0xff, marker === 0xff ? at + 1 : at + 2)
      continue
    }
    if (isStartOfFrame(marker) && at + 9 <= bytes.length)
      grow(outline, view.getUint16(at + 7), view.getUint16(at + 5))
    if (marker === startOfScan) outline.scans += 1
    at = bytes.indexOf(0xff, at + 2 + Math.max(2, view.getUint16(at + 2)))
  }
  return outline
}

const webp = {
  extended: fourLetters('VP8X'),
  lossy: fourLetters('VP8 '),
  lossless: fourLetters('VP8L'),
  frame: fourLetters('ANMF'),
}

/** RFC 9649, 2. */
const webpOutline = (bytes: Uint8Array): ImageOutline => {
  const outline = emptyOutline()
  const view = viewOf(bytes)
  const uint24 = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 65_536
  const readSides = (type: number, at: number) => {
    if (type === webp.extended) grow(outline, 1 + uint24(at + 4), 1 + uint24(at + 7))
    if (type === webp.frame) grow(outline, 1 + uint24(at + 6), 1 + uint24(at + 9))
    if (type === webp.lossy)
      grow(outline, view.getUint16(at + 6, true) & 0x3fff, view.getUint16(at + 8, true) & 0x3fff)
    if (type !== webp.lossless) return
    const bits = view.getUint32(at + 1, true)
    grow(outline, 1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff))
  }
  let at = 12
  while (at + 8 <= bytes.length) {
    const type = view.getUint32(at)
    const length = view.getUint32(at + 4, true)
    if (at + 20 <= bytes.length) readSides(type, at + 8)
    if (type === webp.frame) outline.frames += 1
    at += 8 + length + (length % 2)
  }
  return outline
}

const outlines: Record<ImageFormat, (bytes: Uint8Array) => ImageOutline> = {
  jpeg: jpegOutline,
  png: pngOutline,
  gif: gifOutline,
  webp: webpOutline,
}

/** Linear in the length of the file. */
export const outlineOf = (bytes: Uint8Array, format: ImageFormat): ImageOutline => outlines[format](bytes)

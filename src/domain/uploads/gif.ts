import type { ImageOutline } from './image-bounds.ts'

const extension = 0x21
const image = 0x2c

/**
 * CompuServe, "Graphics Interchange Format, Version 89a", 1990. The decoder accepts a broken-off animation,
 * so completeness is decided here. Behind a whole frame anything may stand: browsers show it (ruling F1).
 */
export const gifOutline = (bytes: Uint8Array): ImageOutline => {
  const uint16 = (at: number) => (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256
  const colorTableLength = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)
  const afterSubBlocks = (start: number): number => {
    let at = start
    while ((bytes[at] ?? 0) > 0) at += 1 + (bytes[at] ?? 0)
    return at + 1
  }
  let [width, height, frames] = [uint16(6), uint16(8), 0]
  let isWhole = true
  // Header and screen descriptor; the flags are the eleventh byte.
  let at = 13 + colorTableLength(bytes[10] ?? 0)
  while (at < bytes.length) {
    const block = bytes[at]
    if (block === extension) at = afterSubBlocks(at + 2)
    else if (block === image) {
      frames += 1
      // A frame may be larger than the screen.
      width = Math.max(width, uint16(at + 5))
      height = Math.max(height, uint16(at + 7))
      at = afterSubBlocks(at + 10 + colorTableLength(bytes[at + 9] ?? 0) + 1)
      if (at > bytes.length) isWhole = false
    } else break
  }
  return { width, height, frames, compressedChunks: 0, scans: 1, isWhole: isWhole && frames > 0 }
}

import { crc32, deflateSync } from 'node:zlib'

/** A byte each of red, green and blue, row by row from the top. */
export interface Pixels {
  width: number
  height: number
  rgb: Uint8Array
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** W3C, "Portable Network Graphics Specification", 5.3. `type` is four letters. */
export const pngChunk = (type: string, content: Uint8Array): Buffer => {
  const chunk = Buffer.alloc(12 + content.length)
  chunk.writeUInt32BE(content.length, 0)
  chunk.write(type, 4, 'latin1')
  chunk.set(content, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + content.length)), 8 + content.length)
  return chunk
}

/** `colorType` 0 is grey, 2 is red, green and blue. */
export const pngHeader = (width: number, height: number, bitDepth: 1 | 8, colorType: 0 | 2): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([bitDepth, colorType], 8)
  return pngChunk('IHDR', header)
}

/** Each row has its filter byte in front. */
export const pngFile = (header: Uint8Array, rows: Uint8Array): Buffer<ArrayBuffer> =>
  Buffer.concat([
    Uint8Array.from(signature),
    header,
    pngChunk('IDAT', deflateSync(rows, { level: 1 })),
    pngChunk('IEND', new Uint8Array()),
  ])

export const encodePng = ({ width, height, rgb }: Pixels): Buffer<ArrayBuffer> => {
  const rows = new Uint8Array(height * (1 + 3 * width))
  for (let y = 0; y < height; y += 1) {
    rows.set(rgb.subarray(3 * width * y, 3 * width * (y + 1)), y * (1 + 3 * width) + 1)
  }
  return pngFile(pngHeader(width, height, 8, 2), rows)
}

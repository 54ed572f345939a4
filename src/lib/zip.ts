import { crc32 } from 'node:zlib'

export interface ZipEntry {
  name: string
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

const max32 = 0xffff_ffff
const max16 = 0xffff

/** Version 4.5, for Zip64. */
const version = 45

/** UTF-8 names, and sizes behind the content, which is a stream. */
const flags = 0x0808

interface Written {
  name: Uint8Array
  crc: number
  size: number
  offset: number
}

/**
 * Stored without compression, as it arrives (APPNOTE 6.3). Files are smaller than 4 GiB; the archive may be
 * larger. @param modifiedAt of every file, in milliseconds since 1970
 */
export async function* zip(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
  modifiedAt: number,
): AsyncGenerator<Uint8Array> {
  const time = dosTime(modifiedAt)
  const written: Written[] = []
  let offset = 0
  for await (const { name, content } of entries) {
    const entry: Written = { name: new TextEncoder().encode(name), crc: 0, size: 0, offset }
    const header = localHeader(entry.name, time)
    yield header
    for await (const piece of content) {
      entry.crc = crc32(piece, entry.crc)
      entry.size += piece.length
      yield piece
    }
    if (entry.size > max32) throw new RangeError(`"${name}" is too large for an archive.`)
    const descriptor = fields([0x0807_4b50, 4], [entry.crc, 4], [entry.size, 4], [entry.size, 4])
    yield descriptor
    offset += header.length + entry.size + descriptor.length
    written.push(entry)
  }
  const start = offset
  for (const entry of written) {
    const header = centralHeader(entry, time)
    offset += header.length
    yield header
  }
  yield endOfArchive(written.length, start, offset - start)
}

const fields = (...values: readonly (readonly [value: number, bytes: 2 | 4 | 8])[]): Uint8Array => {
  const out = new Uint8Array(values.reduce((sum, [, bytes]) => sum + bytes, 0))
  const view = new DataView(out.buffer)
  let at = 0
  for (const [value, bytes] of values) {
    if (bytes === 2) view.setUint16(at, value, true)
    else if (bytes === 4) view.setUint32(at, value, true)
    else view.setBigUint64(at, BigInt(value), true)
    at += bytes
  }
  return out
}

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts)

const localHeader = (name: Uint8Array, time: number): Uint8Array =>
  joined(
    fields([0x0403_4b50, 4], [version, 2], [flags, 2], [0, 2], [time, 4]),
    fields([0, 4], [0, 4], [0, 4], [name.length, 2], [0, 2]),
    name,
  )

const centralHeader = ({ name, crc, size, offset }: Written, time: number): Uint8Array => {
  const extra = offset < max32 ? new Uint8Array(0) : fields([1, 2], [8, 2], [offset, 8])
  return joined(
    fields([0x0201_4b50, 4], [version, 2], [version, 2], [flags, 2], [0, 2], [time, 4]),
    fields([crc, 4], [size, 4], [size, 4], [name.length, 2], [extra.length, 2], [0, 2], [0, 2], [0, 2]),
    fields([0, 4], [Math.min(offset, max32), 4]),
    name,
    extra,
  )
}

const endOfArchive = (count: number, start: number, size: number): Uint8Array => {
  const end = fields(
    [0x0605_4b50, 4],
    [0, 2],
    [0, 2],
    [Math.min(count, max16), 2],
    [Math.min(count, max16), 2],
    [Math.min(size, max32), 4],
    [Math.min(start, max32), 4],
    [0, 2],
  )
  if (count < max16 && start + size < max32) return end
  const large = joined(
    fields([0x0606_4b50, 4], [44, 8], [version, 2], [version, 2], [0, 4], [0, 4]),
    fields([count, 8], [count, 8], [size, 8], [start, 8]),
  )
  const locator = fields([0x0706_4b50, 4], [0, 4], [start + size, 8], [1, 4])
  return joined(large, locator, end)
}

/** Steps of two seconds: the time in the lower half, the date in the upper. */
const dosTime = (ms: number): number => {
  const at = new Date(ms)
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1)
  return ((date << 16) | time) >>> 0
}

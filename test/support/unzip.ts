import { crc32 } from 'node:zlib'

/** A file as the directory of an archive names it. */
export interface UnzippedFile {
  name: string
  modifiedAt: Date
  bytes: Uint8Array
}

/**
 * Reads an archive by its directory, as unpackers do, Zip64 included, and checks what is said twice.
 * @throws Error where the archive contradicts itself
 */
export const unzip = (archive: Uint8Array): UnzippedFile[] => {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const { count, start } = readEnd(view)
  const files: UnzippedFile[] = []
  let at = start
  for (let read = 0; read < count; read += 1) {
    if (view.getUint32(at, true) !== 0x0201_4b50) throw new Error('The directory is damaged.')
    const [crc, size] = [view.getUint32(at + 16, true), view.getUint32(at + 24, true)]
    const nameLength = view.getUint16(at + 28, true)
    const name = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameLength))
    const offset = view.getUint32(at + 42, true)
    const bytes = contentAt(archive, view, offset, size)
    if (crc32(bytes) !== crc) throw new Error(`"${name}" has another checksum.`)
    files.push({ name, bytes, modifiedAt: readTime(view.getUint32(at + 12, true)) })
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return files
}

/** Behind a local header, of which a descriptor repeats the sizes. */
const contentAt = (archive: Uint8Array, view: DataView, offset: number, size: number): Uint8Array => {
  if (view.getUint32(offset, true) !== 0x0403_4b50) throw new Error('A file is not where it should be.')
  const begin = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  const end = begin + size
  if (view.getUint32(end, true) !== 0x0807_4b50 || view.getUint32(end + 8, true) !== size)
    throw new Error('A file has another length.')
  return archive.subarray(begin, end)
}

const readEnd = (view: DataView): { count: number; start: number } => {
  const end = view.byteLength - 22
  if (view.getUint32(end, true) !== 0x0605_4b50) throw new Error('The archive has no end.')
  if (view.getUint16(end + 10, true) < 0xffff)
    return { count: view.getUint16(end + 10, true), start: view.getUint32(end + 16, true) }
  const large = Number(view.getBigUint64(end - 12, true))
  if (view.getUint32(large, true) !== 0x0606_4b50) throw new Error('The archive has no Zip64 end.')
  return {
    count: Number(view.getBigUint64(large + 32, true)),
    start: Number(view.getBigUint64(large + 48, true)),
  }
}

const readTime = (stored: number): Date => {
  const [date, time] = [stored >>> 16, stored & 0xffff]
  return new Date(
    Date.UTC(
      1980 + (date >> 9),
      ((date >> 5) & 15) - 1,
      date & 31,
      time >> 11,
      (time >> 5) & 63,
      2 * (time & 31),
    ),
  )
}

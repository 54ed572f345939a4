/** A tile by its number on the Hilbert curve: 0 is the world, 1 to 4 are its quarters. */
interface Tile {
  tileId: number
  picture: Uint8Array
}

const png = 2
const noCompression = 1

/**
 * A PMTiles file of version 3 with one directory.
 * @see https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
 */
export const pmtilesOf = (
  tiles: Tile[],
  {
    tileType = png,
    maxZoom = 1,
    metadata = {},
  }: { tileType?: number; maxZoom?: number; metadata?: object } = {},
): Uint8Array => {
  const directory = Buffer.from(directoryOf(tiles))
  const description = Buffer.from(JSON.stringify(metadata))
  const pictures = Buffer.concat(tiles.map(({ picture }) => picture))
  const header = Buffer.alloc(127)
  header.write('PMTiles', 'latin1')
  header[7] = 3
  const sections = [directory, description, Buffer.alloc(0), pictures]
  let offset = header.length
  for (const [at, { length }] of sections.entries()) {
    header.writeBigUInt64LE(BigInt(offset), 8 + 16 * at)
    header.writeBigUInt64LE(BigInt(length), 16 + 16 * at)
    offset += length
  }
  header[96] = 1
  header[97] = noCompression
  header[98] = noCompression
  header[99] = tileType
  header[100] = 0
  header[101] = maxZoom
  return Buffer.concat([header, ...sections])
}

/** Columns of numbers: the distances of the ids, run lengths, lengths, and offsets plus one. */
const directoryOf = (tiles: Tile[]): number[] => {
  let offset = 0
  const offsets = tiles.map(({ picture }) => {
    const own = offset
    offset += picture.length
    return own + 1
  })
  return [
    tiles.length,
    ...tiles.map(({ tileId }, at) => tileId - (tiles[at - 1]?.tileId ?? 0)),
    ...tiles.map(() => 1),
    ...tiles.map(({ picture }) => picture.length),
    ...offsets,
  ].flatMap(varint)
}

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]

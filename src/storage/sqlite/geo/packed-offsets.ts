import type Database from 'better-sqlite3'

/**
 * The packed offsets of the gigs of each cell: eight bytes for each offset, high byte first. Chunks make a change cheap:
 * it writes 2 KiB at most, however many gigs the cell has.
 */
const bytesPerOffset = 8
const maxChunkBytes = 256 * bytesPerOffset

const wordBase = 2 ** 32

const encode = (offset: number): Buffer => {
  const bytes = Buffer.alloc(bytesPerOffset)
  bytes.writeUInt32BE(Math.floor(offset / wordBase), 0)
  bytes.writeUInt32BE(offset % wordBase, 4)
  return bytes
}

const decodeAt = (chunk: Buffer, at: number) => chunk.readUInt32BE(at) * wordBase + chunk.readUInt32BE(at + 4)

/** Reads the packed offsets of a cell, in no particular order. */
export const createPackedOffsetReads = (db: Database.Database): ((cell: number) => number[]) => {
  const findChunks = db
    .prepare<[number], Buffer>('SELECT offsets FROM gig_packed_offsets WHERE cell = ?')
    .pluck()
  return cell => {
    const offsets: number[] = []
    for (const chunk of findChunks.all(cell)) {
      for (let at = 0; at < chunk.length; at += bytesPerOffset) offsets.push(decodeAt(chunk, at))
    }
    return offsets
  }
}

type ChunkRow = [chunk: number, bytes: Buffer]

/** Writes the packed offsets. Call it inside a transaction. */
export const createPackedOffsetWrites = (db: Database.Database) => {
  const findChunks = db
    .prepare<[number], ChunkRow>(
      'SELECT chunk, offsets FROM gig_packed_offsets WHERE cell = ? ORDER BY chunk DESC',
    )
    .raw()
  const upsertChunk = db.prepare<[number, number, Buffer]>(
    'INSERT INTO gig_packed_offsets VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET offsets = excluded.offsets',
  )
  const deleteChunk = db.prepare<[number, number]>(
    'DELETE FROM gig_packed_offsets WHERE cell = ? AND chunk = ?',
  )

  return {
    insert: (cell: number, offset: number): void => {
      const [last, bytes] = findChunks.get(cell) ?? [-1, null]
      if (bytes === null || bytes.length >= maxChunkBytes) upsertChunk.run(cell, last + 1, encode(offset))
      else upsertChunk.run(cell, last, Buffer.concat([bytes, encode(offset)]))
    },
    /** Removes one of them when several gigs have the same offset. @throws Error when there is none */
    remove: (cell: number, offset: number): void => {
      const wanted = encode(offset)
      for (const [chunk, bytes] of findChunks.all(cell)) {
        const at = indexInChunk(bytes, wanted)
        if (at < 0) continue
        const rest = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + bytesPerOffset)])
        if (rest.length === 0) deleteChunk.run(cell, chunk)
        else upsertChunk.run(cell, chunk, rest)
        return
      }
      throw new Error('The geo index has no packed offset for the gig to be removed.')
    },
  }
}

/** The index of an encoded offset in a chunk, or -1. A match across two offsets does not count. */
const indexInChunk = (chunk: Buffer, wanted: Buffer): number => {
  for (let at = chunk.indexOf(wanted); at >= 0; at = chunk.indexOf(wanted, at + 1)) {
    if (at % bytesPerOffset === 0) return at
  }
  return -1
}

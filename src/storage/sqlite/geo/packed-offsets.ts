import type Database from 'better-sqlite3'

/**
 * The spots of the gigs of each cell, packed: eight bytes for a spot, high byte first, and so many to a chunk at most.
 * Reading a gig's row takes far longer than counting it, and a change must not write a whole neighbourhood.
 */
const bytesOfSpot = 8
const fullChunk = 256 * bytesOfSpot

const wordBase = 2 ** 32

const pack = (spot: number): Buffer => {
  const packed = Buffer.alloc(bytesOfSpot)
  packed.writeUInt32BE(Math.floor(spot / wordBase), 0)
  packed.writeUInt32BE(spot % wordBase, 4)
  return packed
}

const spotAt = (chunk: Buffer, at: number) => chunk.readUInt32BE(at) * wordBase + chunk.readUInt32BE(at + 4)

/** Reads the spots of a cell, in no order. */
export const createGigSpots = (db: Database.Database): ((cell: number) => number[]) => {
  const chunksOf = db
    .prepare<[number], Buffer>('SELECT offsets FROM gig_packed_offsets WHERE cell = ?')
    .pluck()
  return cell => {
    const spots: number[] = []
    for (const chunk of chunksOf.all(cell)) {
      for (let at = 0; at < chunk.length; at += bytesOfSpot) spots.push(spotAt(chunk, at))
    }
    return spots
  }
}

type Chunk = [chunk: number, spots: Buffer]

/** Writes the spots, inside an act of the writer. */
export const createGigSpotsInAct = (db: Database.Database) => {
  const chunksOf = db
    .prepare<[number], Chunk>(
      'SELECT chunk, offsets FROM gig_packed_offsets WHERE cell = ? ORDER BY chunk DESC',
    )
    .raw()
  const put = db.prepare<[number, number, Buffer]>(
    'INSERT INTO gig_packed_offsets VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET offsets = excluded.offsets',
  )
  const drop = db.prepare<[number, number]>('DELETE FROM gig_packed_offsets WHERE cell = ? AND chunk = ?')

  return {
    enter: (cell: number, spot: number): void => {
      const [last, spots] = chunksOf.get(cell) ?? [-1, null]
      if (spots === null || spots.length >= fullChunk) put.run(cell, last + 1, pack(spot))
      else put.run(cell, last, Buffer.concat([spots, pack(spot)]))
    },
    /** Two gigs may have the same spot: one of them goes. @throws Error where there is none */
    remove: (cell: number, spot: number): void => {
      const wanted = pack(spot)
      for (const [chunk, spots] of chunksOf.all(cell)) {
        const at = placeOf(spots, wanted)
        if (at < 0) continue
        if (spots.length === bytesOfSpot) drop.run(cell, chunk)
        else put.run(cell, chunk, Buffer.concat([spots.subarray(0, at), spots.subarray(at + bytesOfSpot)]))
        return
      }
      throw new Error('A gig that leaves the index has no spot in it.')
    },
  }
}

/** Where a packed spot begins in a chunk, or -1. */
const placeOf = (spots: Buffer, wanted: Buffer): number => {
  for (let at = spots.indexOf(wanted); at >= 0; at = spots.indexOf(wanted, at + 1)) {
    if (at % bytesOfSpot === 0) return at
  }
  return -1
}

import type Database from 'better-sqlite3'
import { gigStatuses } from '../../../domain/gigs/gig.ts'
import type { Coordinates } from '../../../lib/geo.ts'
import {
  type CellPosition,
  cellNumberOf,
  cellsPerDegree,
  columnSql,
  columnsPerRow,
  latitudeOfRow,
  longitudeOfColumn,
  rowSql,
} from '../../geo/cells.ts'

/**
 * Four numbers of 32 bits for each gig, high byte first: the offsets from the southern and the western edge
 * of its cell, the row id, and the budget. A change writes two chunks of at most 2 KB.
 */
export const bytesPerGig = 16
const maxChunkBytes = 124 * bytesPerGig

export const statusesPerCell = 8
export const chunksPerStatus = 2 ** 17

/** 15 micrometres each. */
const offsetSteps = 2 ** 26

const offsetErrorRadians = (1e-9 * Math.PI) / 180

/** The formula's slope is at most 2√h. Towards a pole the longitude's factor changes by 3√h at most. */
export const haversineErrorAt = (h: number): number =>
  8 * offsetErrorRadians * (Math.sqrt(h) + offsetErrorRadians)

const offsetOf = (degrees: number): number => {
  const inCells = degrees * cellsPerDegree
  return Math.floor((inCells - Math.floor(inCells)) * offsetSteps)
}

export const tilesPerSide = 16

export const tileOf = (degrees: number): number => offsetOf(degrees) >>> 22

export const firstChunkOf = (cell: CellPosition, status: number): number =>
  (cellNumberOf(cell) * statusesPerCell + status) * chunksPerStatus

const statusSql = `CASE status ${gigStatuses.map((status, at) => `WHEN '${status}' THEN ${at}`).join(' ')} END`

/** A FULL JOIN of the two compared each cell with every other: minutes for 100 000 gigs. */
export const countWrongCells = `
  SELECT count(*) FROM (
    SELECT cell FROM (
      SELECT (${rowSql} * ${columnsPerRow} + ${columnSql}) * ${statusesPerCell} + ${statusSql} AS cell, 1 AS gigs
      FROM gigs WHERE is_hidden = 0
      UNION ALL
      SELECT chunk / ${chunksPerStatus}, -(length(gigs) / ${bytesPerGig}) FROM gig_chunks
    ) GROUP BY cell HAVING sum(gigs) <> 0
  )`

export class PackedGigs {
  readonly count: number
  readonly #view: DataView
  #tiles: Uint8Array | null = null

  constructor(
    chunk: Buffer,
    private readonly cell: CellPosition,
  ) {
    this.count = chunk.length / bytesPerGig
    this.#view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length)
  }

  latitude(at: number): number {
    return latitudeOfRow(this.cell.row + (this.#view.getUint32(at * bytesPerGig) + 0.5) / offsetSteps)
  }

  longitude(at: number): number {
    return longitudeOfColumn(
      this.cell.column + (this.#view.getUint32(at * bytesPerGig + 4) + 0.5) / offsetSteps,
    )
  }

  rowId(at: number): number {
    return this.#view.getUint32(at * bytesPerGig + 8)
  }

  budgetSatang(at: number): number {
    return this.#view.getUint32(at * bytesPerGig + 12)
  }

  /** Of each gig; computed once. */
  get tiles(): Uint8Array {
    this.#tiles ??= Uint8Array.from({ length: this.count }, (_, at) => {
      const north = this.#view.getUint32(at * bytesPerGig)
      const east = this.#view.getUint32(at * bytesPerGig + 4)
      return ((north >>> 22) << 4) | (east >>> 22)
    })
    return this.#tiles
  }
}

export type ChunkRow = [chunk: number, gigs: Buffer]

export const createPackedGigWrites = (db: Database.Database) => {
  const findChunks = db
    .prepare<[number, number], ChunkRow>(
      'SELECT chunk, gigs FROM gig_chunks WHERE chunk >= ? AND chunk < ? ORDER BY chunk DESC',
    )
    .raw()
  const insertChunk = db.prepare<[number, Buffer]>('INSERT INTO gig_chunks VALUES (?, ?)')
  const updateChunk = db.prepare<[Buffer, number]>('UPDATE gig_chunks SET gigs = ? WHERE chunk = ?')
  const deleteChunk = db.prepare<[number]>('DELETE FROM gig_chunks WHERE chunk = ?')

  return {
    insert: (
      cell: CellPosition,
      status: number,
      rowId: number,
      { latitude, longitude }: Coordinates,
      budgetSatang: number,
    ): void => {
      const first = firstChunkOf(cell, status)
      const gig = Buffer.alloc(bytesPerGig)
      gig.writeUInt32BE(offsetOf(latitude), 0)
      gig.writeUInt32BE(offsetOf(longitude), 4)
      gig.writeUInt32BE(rowId, 8)
      gig.writeUInt32BE(budgetSatang, 12)
      const [last, gigs] = findChunks.get(first, first + chunksPerStatus) ?? [first - 1, null]
      if (gigs === null || gigs.length >= maxChunkBytes) insertChunk.run(last + 1, gig)
      else updateChunk.run(Buffer.concat([gigs, gig]), last)
    },
    /** The last gig of the cell takes its place. @throws Error when the gig is not there */
    remove: (cell: CellPosition, status: number, rowId: number): void => {
      const first = firstChunkOf(cell, status)
      const chunks = findChunks.all(first, first + chunksPerStatus)
      const [last, lastGigs] = chunks[0] ?? [0, Buffer.alloc(0)]
      for (const [chunk, gigs] of chunks) {
        const at = findGig(gigs, rowId)
        if (at < 0) continue
        const rest = lastGigs.subarray(0, lastGigs.length - bytesPerGig)
        if (chunk === last || at < gigs.length) lastGigs.copy(gigs, at, rest.length)
        if (chunk !== last) updateChunk.run(gigs, chunk)
        if (rest.length > 0) updateChunk.run(rest, last)
        else deleteChunk.run(last)
        return
      }
      throw new Error('The geo index does not have the gig to be removed.')
    },
  }
}

const findGig = (gigs: Buffer, rowId: number): number => {
  for (let at = 0; at < gigs.length; at += bytesPerGig) if (gigs.readUInt32BE(at + 8) === rowId) return at
  return -1
}

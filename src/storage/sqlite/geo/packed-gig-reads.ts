import type Database from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
import { gigStatuses } from '../../../domain/gigs/gig.ts'
import { type CellPosition, cellNumberOf } from '../../geo/cells.ts'
import {
  bytesPerGig,
  type ChunkRow,
  chunksPerStatus,
  firstChunkOf,
  PackedGigs,
  statusesPerCell,
} from './packed-gigs.ts'

/**
 * Of each connection, whose process grows by twice as much again. The gigs on the edge of a circle of 5 km are a megabyte
 * where a million are, half of them in one city.
 */
const maxKnownBytes = 8 * 1024 ** 2
/** A larger read would drop all others. */
const maxBytesAtOnce = maxKnownBytes / 4

/** Beside the gigs and their tiles. */
const bytesPerEntry = 800

/** With more, all is read anew. Fewer than are kept. */
const maxChanges = 2000

/** The gigs of fewer are read again as quickly as they are found in memory. */
const fewGigs = 64
/** Of those. */
const cellsAtOnce = 256

interface CellToVisit extends CellPosition {
  /** Of the statuses that are visited. Where it is not known, few are expected. */
  gigCount?: number
}

/** @param status its index */
type Visit<Cell> = (cell: Cell, gigs: PackedGigs, status: number) => void

export type PackedGigReads = ReturnType<typeof createPackedGigReads>

/**
 * The gigs of a status in a cell with many stay known until one of the cell changes, which is in `gig_cell_changes`:
 * around a city, reading them again would take longer than a search, and leave a megabyte to the collector.
 */
export const createPackedGigReads = (db: Database.Database) => {
  const findLastChange = db.prepare<[], number | null>('SELECT max(n) FROM gig_cell_changes').pluck()
  const findChangedCells = db
    .prepare<[number], number>('SELECT cell FROM gig_cell_changes WHERE n > ?')
    .pluck()
  const findChunks = db
    .prepare<[number, number], ChunkRow>('SELECT chunk, gigs FROM gig_chunks WHERE chunk >= ? AND chunk < ?')
    .raw()
  /** Of many cells at once: a statement for each would cost as much again as what it finds. */
  const findChunksOfCells = db
    .prepare<[string, number], [at: number, ...ChunkRow]>(`
      SELECT key, chunk, gigs FROM json_each(?) CROSS JOIN gig_chunks WHERE chunk >= value AND chunk < value + ?`)
    .raw()
  const known = new LRUCache<number, PackedGigs>({
    maxSize: maxKnownBytes,
    sizeCalculation: bytesOf,
  })
  let lastChange = findLastChange.get() ?? 0

  /** Once for each moment of the database that is searched, and not for each cell: it takes as long as reading one. */
  const forgetChanged = (): void => {
    const last = findLastChange.get() ?? 0
    if (last === lastChange) return
    if (last - lastChange > maxChanges) known.clear()
    else
      for (const cell of findChangedCells.all(lastChange))
        for (const status of gigStatuses.keys()) known.delete(cell * statusesPerCell + status)
    lastChange = last
  }

  /** By status, the first one first. */
  const findKnown = (cell: CellPosition, first: number, last: number): PackedGigs[] | null => {
    const firstKey = cellNumberOf(cell) * statusesPerCell
    const ofStatuses: PackedGigs[] = []
    for (let status = first; status <= last; status += 1) {
      const gigs = known.get(firstKey + status)
      if (gigs === undefined) return null
      ofStatuses.push(gigs)
    }
    return ofStatuses
  }

  /** The chunks of each status in one piece, which takes half the memory. */
  const read = (cell: CellPosition, first: number, last: number): PackedGigs[] => {
    const ofStatuses: Buffer[][] = Array.from({ length: last - first + 1 }, () => [])
    for (const [chunk, gigs] of findChunks.all(firstChunkOf(cell, first), firstChunkOf(cell, last + 1)))
      ofStatuses[statusOf(chunk) - first]?.push(gigs)
    return ofStatuses.map(chunks => new PackedGigs(Buffer.concat(chunks), cell))
  }

  const visitFew = <Cell extends CellPosition>(
    cells: readonly Cell[],
    first: number,
    last: number,
    visit: Visit<Cell>,
  ): void => {
    const firstChunks = cells.map(cell => firstChunkOf(cell, first))
    const chunksPerCell = (last + 1 - first) * chunksPerStatus
    for (const [at, chunk, gigs] of findChunksOfCells.all(JSON.stringify(firstChunks), chunksPerCell)) {
      const cell = cells[at]
      if (cell !== undefined) visit(cell, new PackedGigs(gigs, cell), statusOf(chunk))
    }
  }

  const visitCells = <Cell extends CellToVisit>(
    cells: readonly Cell[],
    first: number,
    last: number,
    visit: Visit<Cell>,
  ): void => {
    const withFew: Cell[] = []
    let bytesLeft = maxBytesAtOnce
    for (const cell of cells) {
      if ((cell.gigCount ?? 0) <= fewGigs) {
        withFew.push(cell)
        continue
      }
      const found = findKnown(cell, first, last)
      for (const [at, gigs] of (found ?? read(cell, first, last)).entries()) {
        visit(cell, gigs, first + at)
        if (found) continue
        bytesLeft -= bytesOf(gigs)
        if (bytesLeft >= 0) known.set(cellNumberOf(cell) * statusesPerCell + first + at, gigs)
      }
    }
    for (let from = 0; from < withFew.length; from += cellsAtOnce)
      visitFew(withFew.slice(from, from + cellsAtOnce), first, last, visit)
  }

  return { forgetChanged, visitCells }
}

const bytesOf = ({ count }: PackedGigs): number => bytesPerEntry + count * (bytesPerGig + 1)

const statusOf = (chunk: number): number => Math.floor(chunk / chunksPerStatus) % statusesPerCell

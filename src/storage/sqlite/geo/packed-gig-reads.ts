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

/** Of each connection. The gigs on the edge of a circle of 5 km take 1.3 MB where a million are, half of them in one city. */
const maxKnownBytes = 8 * 1024 ** 2
/** A larger read would drop all others. */
const maxBytesAtOnce = maxKnownBytes / 4

/** Beside the gigs, as measured. */
const bytesPerEntry = 200
const bytesPerChunk = 600

/** With more, all is read anew. Fewer than are kept. */
const maxChanges = 2000

interface CellToVisit extends CellPosition {
  /** Of the statuses that are visited. Where it is not known, few are expected. */
  gigCount?: number
}

/** @param status its index */
type Visit<Cell> = (cell: Cell, gigs: PackedGigs, status: number) => void

export type PackedGigReads = ReturnType<typeof createPackedGigReads>

/**
 * The gigs of a status in a cell stay known until one of the cell changes, which is in `gig_cell_changes`: reading them
 * again would take longer than a search, and leave a megabyte to the collector.
 */
export const createPackedGigReads = (db: Database.Database) => {
  const findLastChange = db.prepare<[], number | null>('SELECT max(n) FROM gig_cell_changes').pluck()
  const findChangedCells = db
    .prepare<[number], number>('SELECT cell FROM gig_cell_changes WHERE n > ?')
    .pluck()
  const readRun = createRunReads(db)
  const known = new LRUCache<number, readonly PackedGigs[]>({
    maxSize: maxKnownBytes,
    sizeCalculation: bytesOf,
  })
  let lastChange = findLastChange.get() ?? 0

  const forgetChanged = (): void => {
    const last = findLastChange.get() ?? 0
    if (last === lastChange) return
    if (last - lastChange > maxChanges) known.clear()
    else
      for (const cell of findChangedCells.all(lastChange))
        for (const status of gigStatuses.keys()) known.delete(cell * statusesPerCell + status)
    lastChange = last
  }

  const visitKnown = <Cell extends CellToVisit>(
    cell: Cell,
    first: number,
    last: number,
    visit: Visit<Cell>,
  ): boolean => {
    const firstKey = cellNumberOf(cell) * statusesPerCell
    const ofStatuses: (readonly PackedGigs[])[] = []
    for (let status = first; status <= last; status += 1) {
      const chunks = known.get(firstKey + status)
      if (chunks === undefined) return false
      ofStatuses.push(chunks)
    }
    for (const [at, chunks] of ofStatuses.entries()) for (const gigs of chunks) visit(cell, gigs, first + at)
    return true
  }

  const visitCells = <Cell extends CellToVisit>(
    cells: readonly Cell[],
    first: number,
    last: number,
    visit: Visit<Cell>,
  ): void => {
    forgetChanged()
    const unknown = cells.filter(cell => !visitKnown(cell, first, last, visit))
    let bytesLeft = maxBytesAtOnce
    for (const run of runsOf(unknown)) {
      const found = readRun(run, first, last)
      for (const cell of run)
        for (let status = first; status <= last; status += 1) {
          const key = cellNumberOf(cell) * statusesPerCell + status
          const chunks = (found.get(key) ?? []).map(chunk => new PackedGigs(chunk, cell))
          bytesLeft -= bytesOf(chunks)
          if (bytesLeft >= 0) known.set(key, chunks)
          for (const gigs of chunks) visit(cell, gigs, status)
        }
    }
  }

  return {
    visitCells,
    ofCell: (cell: CellPosition, first: number, last: number): PackedGigs[] => {
      const chunks: PackedGigs[] = []
      visitCells([cell], first, last, (_, gigs) => chunks.push(gigs))
      return chunks
    },
  }
}

const bytesOf = (chunks: readonly PackedGigs[]): number =>
  chunks.reduce((sum, { count }) => sum + bytesPerChunk + count * bytesPerGig, bytesPerEntry)

/** Cells of a row, from west to east. */
type Run<Cell extends CellPosition> = readonly [Cell, ...Cell[]]

/** Finds the chunks of a run by cell and status; those of a cell in a gap between them are among them. */
const createRunReads = (db: Database.Database) => {
  const ofCell = db
    .prepare<number[], ChunkRow>('SELECT chunk, gigs FROM gig_chunks WHERE chunk >= ? AND chunk < ?')
    .raw()
  const ofRow = db
    .prepare<number[], ChunkRow>(`
      SELECT chunk, gigs FROM gig_chunks WHERE chunk >= ? AND chunk < ?
        AND (chunk / ${chunksPerStatus}) % ${statusesPerCell} BETWEEN ? AND ?`)
    .raw()
  return (run: Run<CellPosition>, first: number, last: number): Map<number, Buffer[]> => {
    const [west] = run
    const east = run.at(-1) ?? west
    const range = [firstChunkOf(west, first), firstChunkOf(east, last + 1)]
    const rows = run.length === 1 ? ofCell.all(...range) : ofRow.all(...range, first, last)
    const found = new Map<number, Buffer[]>()
    for (const [chunk, gigs] of rows) {
      const cellAndStatus = Math.floor(chunk / chunksPerStatus)
      const chunks = found.get(cellAndStatus)
      if (chunks) chunks.push(gigs)
      else found.set(cellAndStatus, [gigs])
    }
    return found
  }
}

/** Columns between neighbours in a row, which are read together. */
const maxGap = 3

/** With more of them a cell is read alone, since other statuses and the cells of a gap may have as many. */
const fewGigs = 64

const runsOf = <Cell extends CellToVisit>(cells: readonly Cell[]): Run<Cell>[] => {
  const runs: [Cell, ...Cell[]][] = []
  let last: Cell | null = null
  for (const cell of cells.toSorted((a, b) => a.row - b.row || a.column - b.column)) {
    if (last !== null && areReadTogether(last, cell)) runs.at(-1)?.push(cell)
    else runs.push([cell])
    last = cell
  }
  return runs
}

const areReadTogether = (west: CellToVisit, east: CellToVisit): boolean =>
  west.row === east.row &&
  east.column - west.column <= maxGap + 1 &&
  Math.max(west.gigCount ?? 0, east.gigCount ?? 0) <= fewGigs

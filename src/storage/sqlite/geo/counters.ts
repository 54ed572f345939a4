import type Database from 'better-sqlite3'
import { gigStatuses } from '../../../domain/gigs/gig.ts'
import type { Coordinates } from '../../../lib/geo.ts'
import { type CellBox, columnOf, levels, rowOf } from '../../geo/cells.ts'
import { tileOf } from './packed-gigs.ts'

/**
 * For each cell of a block that has gigs, four numbers of 32 bits, high byte first: the cell (16 times its
 * row, plus its column), its gigs, and the sums of their places, in sixteenths from the south and west.
 */
const bytesPerCell = 16

const layerOf = (level: number, status: number): number => level * gigStatuses.length + status

export const blockNumber = (layer: number, row: number, column: number): number =>
  (layer * 2048 + row) * 4096 + column

export class CountedCells {
  readonly count: number
  readonly #view: DataView

  constructor(
    cells: Buffer,
    private readonly blockRow: number,
    private readonly blockColumn: number,
  ) {
    this.count = cells.length / bytesPerCell
    this.#view = new DataView(cells.buffer, cells.byteOffset, cells.length)
  }

  index(at: number): number {
    return this.#view.getUint32(at * bytesPerCell)
  }

  row(at: number): number {
    return this.blockRow * 16 + (this.index(at) >>> 4)
  }

  column(at: number): number {
    return this.blockColumn * 16 + (this.index(at) & 15)
  }

  gigCount(at: number): number {
    return this.#view.getUint32(at * bytesPerCell + 4)
  }

  northSum(at: number): number {
    return this.#view.getUint32(at * bytesPerCell + 8)
  }

  eastSum(at: number): number {
    return this.#view.getUint32(at * bytesPerCell + 12)
  }
}

export interface CountedBlock {
  row: number
  column: number
  gigCount: number
  cells: CountedCells
}

type BlockRow = [block: number, row: number, column: number, gigCount: number, cells: Buffer]

export const createCounterReads = (db: Database.Database) => {
  const findInBox = db
    .prepare<number[], BlockRow>(`
      SELECT block, south, west, gig_count, cells FROM gig_blocks CROSS JOIN gig_counts USING (block)
      WHERE north >= ? AND south <= ? AND east >= ? AND west <= ? AND max_layer >= ? AND min_layer <= ?`)
    .raw()
  const sumInBox = db
    .prepare<number[], number>(`
      SELECT coalesce(sum(gig_count), 0) FROM gig_blocks CROSS JOIN gig_counts USING (block)
      WHERE north >= ? AND south <= ? AND east >= ? AND west <= ? AND max_layer >= ? AND min_layer <= ?`)
    .pluck()
  const findCells = db.prepare<[number], Buffer>('SELECT cells FROM gig_counts WHERE block = ?').pluck()
  const sumOfBlocks = db
    .prepare<[number, number], number>(
      'SELECT coalesce(sum(gig_count), 0) FROM gig_counts WHERE block >= ? AND block < ?',
    )
    .pluck()

  return {
    /** Statuses from `first` to `last` have blocks of their own. */
    inBoxes: (level: number, boxes: readonly CellBox[], first: number, last: number): CountedBlock[] => {
      const shift = 4 * (level + 1)
      const layers = [layerOf(level, first), layerOf(level, last)] as const
      const blocks = new Map<number, CountedBlock>()
      for (const { south, north, west, east } of boxes) {
        const edges = [south >> shift, north >> shift, west >> shift, east >> shift] as const
        for (const [block, row, column, gigCount, cells] of findInBox.all(...edges, ...layers)) {
          blocks.set(block, { row, column, gigCount, cells: new CountedCells(cells, row, column) })
        }
      }
      return [...blocks.values()]
    },

    /** Counts whole blocks that touch the boxes. */
    sumInBoxes: (level: number, boxes: readonly CellBox[], first: number, last: number): number => {
      const shift = 4 * (level + 1)
      const layers = [layerOf(level, first), layerOf(level, last)] as const
      return boxes.reduce((sum, { south, north, west, east }) => {
        const edges = [south >> shift, north >> shift, west >> shift, east >> shift] as const
        return sum + (sumInBox.get(...edges, ...layers) ?? 0)
      }, 0)
    },

    ofBlock: (level: number, status: number, row: number, column: number): CountedCells =>
      new CountedCells(
        findCells.get(blockNumber(layerOf(level, status), row, column)) ?? Buffer.alloc(0),
        row,
        column,
      ),

    /** There are about fifty of the largest blocks. */
    total: (first: number, last: number): number =>
      sumOfBlocks.get(blockNumber(layerOf(2, first), 0, 0), blockNumber(layerOf(2, last) + 1, 0, 0)) ?? 0,
  }
}

export const createCounterWrites = (db: Database.Database) => {
  const findCells = db.prepare<[number], Buffer>('SELECT cells FROM gig_counts WHERE block = ?').pluck()
  const insertCounts = db.prepare<[number, number, Buffer]>('INSERT INTO gig_counts VALUES (?, ?, ?)')
  const updateCounts = db.prepare<[number, Buffer, number]>(
    'UPDATE gig_counts SET gig_count = gig_count + ?, cells = ? WHERE block = ?',
  )
  const deleteCounts = db.prepare<[number]>('DELETE FROM gig_counts WHERE block = ?')
  const insertBlock = db.prepare<number[]>('INSERT INTO gig_blocks VALUES (?, ?, ?, ?, ?, ?, ?)')
  const deleteBlock = db.prepare<[number]>('DELETE FROM gig_blocks WHERE block = ?')

  /** -1 takes the gig off. */
  return (status: number, { latitude, longitude }: Coordinates, change: 1 | -1): void => {
    const row = rowOf(latitude)
    const column = columnOf(longitude)
    for (const level of levels) {
      const shift = 4 * level
      const north = level === 0 ? tileOf(latitude) : (row >> (shift - 4)) & 15
      const east = level === 0 ? tileOf(longitude) : (column >> (shift - 4)) & 15
      const layer = layerOf(level, status)
      const [blockRow, blockColumn] = [row >> (shift + 4), column >> (shift + 4)]
      const block = blockNumber(layer, blockRow, blockColumn)
      const index = ((row >> shift) & 15) * 16 + ((column >> shift) & 15)
      const found = findCells.get(block)
      const cells = changeCounters(found ?? Buffer.alloc(0), index, change, change * north, change * east)
      if (!found) {
        insertCounts.run(block, change, cells)
        insertBlock.run(block, blockRow, blockRow, blockColumn, blockColumn, layer, layer)
      } else if (cells.length > 0) {
        updateCounts.run(change, cells, block)
      } else {
        deleteCounts.run(block)
        deleteBlock.run(block)
      }
    }
  }
}

/** A cell enters with its first gig and leaves with its last. */
const changeCounters = (cells: Buffer, index: number, ...changes: [number, number, number]): Buffer => {
  for (let at = 0; at < cells.length; at += bytesPerCell) {
    if (cells.readUInt32BE(at) !== index) continue
    for (const [field, change] of changes.entries()) {
      const place = at + 4 + field * 4
      cells.writeUInt32BE(cells.readUInt32BE(place) + change, place)
    }
    if (cells.readUInt32BE(at + 4) > 0) return cells
    return Buffer.concat([cells.subarray(0, at), cells.subarray(at + bytesPerCell)])
  }
  const added = Buffer.alloc(bytesPerCell)
  for (const [field, value] of [index, ...changes].entries()) added.writeUInt32BE(value, field * 4)
  return Buffer.concat([cells, added])
}

import type Database from 'better-sqlite3'
import { type GigMap, type GigPin, type GigStatus, gigStatuses, maxPins } from '../../../domain/gigs/gig.ts'
import { type Box, isInBox } from '../../../lib/geo.ts'
import { type CellBox, cellSize, toCellBox } from '../../geo/cells.ts'
import { type ClusterSum, isCloseUp, levelOf, stepFor, toCluster } from '../../geo/clusters.ts'
import { type CountedCells, createCounterReads } from './counters.ts'
import type { PackedGigReads } from './packed-gig-reads.ts'

/** Clusters are sums of counters, so no gig is read for them. */
export const createGigMap = (db: Database.Database, gigReads: PackedGigReads) => {
  const counters = createCounterReads(db)
  const findPin = db.prepare<[number], GigPin>(
    'SELECT id, title, budget_satang AS budgetSatang, latitude, longitude FROM gigs WHERE n = ?',
  )

  const addCells = (
    cells: CountedCells,
    level: number,
    status: number,
    box: CellBox,
    step: number,
    sums: Map<number, ClusterSum>,
  ) => {
    const size = cellSize(level)
    for (let at = 0; at < cells.count; at += 1) {
      const south = cells.row(at) * size
      const west = cells.column(at) * size
      const isOutside =
        south + size <= box.south || south > box.north || west + size <= box.west || west > box.east
      if (isOutside) continue
      const isWithin =
        south >= box.south && south + size - 1 <= box.north && west >= box.west && west + size - 1 <= box.east
      if (isWithin) addCell(cells, at, south, west, size, step, sums)
      else {
        // A cell is a block of the level below.
        const finer = counters.ofBlock(level - 1, status, cells.row(at), cells.column(at))
        addCells(finer, level - 1, status, box, step, sums)
      }
    }
  }

  const clustersIn = (box: CellBox, status: number, step: number): Map<number, ClusterSum> => {
    const level = levelOf(step)
    const sums = new Map<number, ClusterSum>()
    for (const { cells } of counters.inBoxes(level, [box], status, status)) {
      addCells(cells, level, status, box, step, sums)
    }
    return sums
  }

  /** At most `maxPins` and one more. */
  const pinsIn = (box: Box, status: number): GigPin[] => {
    const cellBox = toCellBox(box)
    const widened = widen(box)
    const cells = counters.inBoxes(0, [cellBox], status, status).flatMap(({ cells: counted }) =>
      Array.from({ length: counted.count }, (_, at) => ({
        row: counted.row(at),
        column: counted.column(at),
        gigCount: counted.gigCount(at),
      })),
    )
    const touched = cells.filter(({ row, column }) => isInBox(row, column, cellBox))
    const pins: GigPin[] = []
    gigReads.forgetChanged()
    gigReads.visitCells(touched, status, status, (_, gigs) => {
      for (let at = 0; at < gigs.count && pins.length <= maxPins; at += 1) {
        if (!isInBox(gigs.latitude(at), gigs.longitude(at), widened)) continue
        const pin = findPin.get(gigs.rowId(at))
        if (pin && isInBox(pin.latitude, pin.longitude, box)) pins.push(pin)
      }
    })
    return pins
  }

  return (boxes: readonly Box[], status: GigStatus): GigMap => {
    const statusAt = gigStatuses.indexOf(status)
    const cellBoxes = boxes.map(toCellBox)
    const step = stepFor(cellBoxes)
    const sums = cellBoxes.flatMap(box => [...clustersIn(box, statusAt, step).values()])
    const totalCount = sums.reduce((sum, { gigCount }) => sum + gigCount, 0)
    const mayBePins = totalCount <= maxPins || isCloseUp(cellBoxes, totalCount)
    const pins = mayBePins ? boxes.flatMap(box => pinsIn(box, statusAt)) : []
    if (!mayBePins || pins.length > maxPins) return { pins: [], clusters: sums.map(toCluster), totalCount }
    pins.sort((a, b) => (a.id < b.id ? -1 : 1))
    return { pins, clusters: [], totalCount: pins.length }
  }
}

/** An upper bound. */
export const maxCountersOf = (boxes: readonly Box[]): number => {
  const cellBoxes = boxes.map(toCellBox)
  const size = cellSize(levelOf(stepFor(cellBoxes)))
  return cellBoxes.reduce(
    (sum, { south, north, west, east }) => sum + ((north - south) / size + 1) * ((east - west) / size + 1),
    0,
  )
}

/** Packed places are rounded. */
const packedErrorDegrees = 1e-9

const widen = ({ south, north, west, east }: Box): Box => ({
  south: south - packedErrorDegrees,
  north: north + packedErrorDegrees,
  west: west - packedErrorDegrees,
  east: east + packedErrorDegrees,
})

const addCell = (
  cells: CountedCells,
  at: number,
  south: number,
  west: number,
  size: number,
  step: number,
  sums: Map<number, ClusterSum>,
) => {
  const gigCount = cells.gigCount(at)
  const cluster = Math.floor(south / step) * 2 ** 16 + Math.floor(west / step)
  const sum = sums.get(cluster) ?? { gigCount: 0, rows: 0, columns: 0 }
  sum.gigCount += gigCount
  // The counters have sixteenths of a cell, whose middles count.
  sum.rows += south * gigCount + ((cells.northSum(at) + gigCount / 2) * size) / 16
  sum.columns += west * gigCount + ((cells.eastSum(at) + gigCount / 2) * size) / 16
  sums.set(cluster, sum)
}

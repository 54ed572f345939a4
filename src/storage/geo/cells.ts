import {
  type Box,
  type Circle,
  latitudeTermBounds,
  longitudeTermBounds,
  maxHaversine,
  minHaversine,
} from '../../lib/geo.ts'

/**
 * Cells of 0.01 degrees, about a kilometre; 16 by 16 are a block, which is a cell of the next level. The
 * origin is a multiple of the largest block, so that no block lies on both sides of the equator.
 */
export const cellsPerDegree = 100
const equatorRow = 3 * 16 ** 3
const greenwichColumn = 5 * 16 ** 3

export const rowOf = (latitude: number): number => Math.floor(latitude * cellsPerDegree) + equatorRow
export const columnOf = (longitude: number): number =>
  Math.floor(longitude * cellsPerDegree) + greenwichColumn

/** SQL for the columns `latitude` and `longitude`. */
export const rowSql = `(CAST(floor(latitude * ${cellsPerDegree}) AS INTEGER) + ${equatorRow})`
export const columnSql = `(CAST(floor(longitude * ${cellsPerDegree}) AS INTEGER) + ${greenwichColumn})`

/** Degrees of the edge; a row need not be a whole number. */
export const latitudeOfRow = (row: number): number => (row - equatorRow) / cellsPerDegree
export const longitudeOfColumn = (column: number): number => (column - greenwichColumn) / cellsPerDegree

/** Cells of 0.01, 0.16 and 2.56 degrees. */
export const levels = [0, 1, 2] as const
export type Level = (typeof levels)[number]

export const cellSize = (level: number): number => 16 ** level

export interface CellPosition {
  row: number
  column: number
}

export const columnsPerRow = 2 ** 16

/** One number for a cell; those of a row follow each other. */
export const cellNumberOf = ({ row, column }: CellPosition): number => row * columnsPerRow + column

export const cellOfNumber = (cell: number): CellPosition => ({
  row: Math.floor(cell / columnsPerRow),
  column: cell % columnsPerRow,
})

export interface CellBox {
  south: number
  north: number
  west: number
  east: number
}

export const toCellBox = ({ south, north, west, east }: Box): CellBox => ({
  south: rowOf(south),
  north: rowOf(north),
  west: columnOf(west),
  east: columnOf(east),
})

/** Haversines from the center of a search. */
export interface Area {
  gigCount: number
  min: number
  max: number
}

/** Cells are `size` rows high. Memoized by row and column. */
export const distanceTermsFrom = ({ center }: Circle, size: number) => ({
  ofRow: memoize((row: number) =>
    latitudeTermBounds(center, latitudeOfRow(row * size), latitudeOfRow((row + 1) * size)),
  ),
  ofColumn: memoize((column: number) =>
    longitudeTermBounds(center, longitudeOfColumn(column * size), longitudeOfColumn((column + 1) * size)),
  ),
})

export interface CellArea extends CellPosition, Area {}

/** Cells are `size` rows high. */
export const areasFrom = (circle: Circle, size: number) => {
  const { ofRow, ofColumn } = distanceTermsFrom(circle, size)
  return (row: number, column: number, gigCount: number): CellArea => {
    const latitude = ofRow(row)
    const longitude = ofColumn(column)
    const [min, max] = [minHaversine(latitude, longitude), maxHaversine(latitude, longitude)]
    return { row, column, gigCount, min, max }
  }
}

const memoize = <Bounds>(compute: (key: number) => Bounds) => {
  const cache = new Map<number, Bounds>()
  return (key: number): Bounds => {
    const cached = cache.get(key)
    if (cached !== undefined) return cached
    const bounds = compute(key)
    cache.set(key, bounds)
    return bounds
  }
}

export interface DistanceBand {
  min: number
  max: number
}

const bandSteps = 256

/**
 * From counters alone: at most `skip` gigs are nearer than `min`, and at least `skip + limit` are no farther
 * than `max`. A histogram avoids sorting the areas.
 */
export const findDistanceBand = (
  areas: readonly Area[],
  { insideUpTo }: Circle,
  skip: number,
  limit: number,
): DistanceBand => {
  const stepOf = (haversine: number) =>
    Math.min(bandSteps, Math.floor(Math.sqrt(haversine / insideUpTo) * bandSteps))
  const countByStart = new Float64Array(bandSteps + 1)
  const countByEnd = new Float64Array(bandSteps + 1)
  for (const { gigCount, min, max } of areas) {
    addAt(countByStart, stepOf(min), gigCount)
    if (max <= insideUpTo) addAt(countByEnd, stepOf(max), gigCount)
  }
  const minStep = firstIndexPast(countByStart, skip)
  const maxStep = firstIndexPast(countByEnd, skip + limit - 1)
  const band = { min: Number.POSITIVE_INFINITY, max: maxStep < 0 ? Number.POSITIVE_INFINITY : 0 }
  for (const { min, max } of areas) {
    if (minStep >= 0 && stepOf(min) >= minStep) band.min = Math.min(band.min, min)
    if (max <= insideUpTo && stepOf(max) <= maxStep) band.max = Math.max(band.max, max)
  }
  return band
}

const addAt = (counts: Float64Array, step: number, count: number) => {
  counts[step] = (counts[step] ?? 0) + count
}

/** -1 if the running sum never exceeds `threshold`. */
const firstIndexPast = (counts: Float64Array, threshold: number): number => {
  let sum = 0
  return counts.findIndex(count => {
    sum += count
    return sum > threshold
  })
}

/** The areas to read, nearest first, and the gigs inside the circle before and after the band. */
export const splitByBand = <Touched extends Area>(
  areas: readonly Touched[],
  band: DistanceBand,
  { insideUpTo }: Circle,
) => {
  const toRead: Touched[] = []
  let countBefore = 0
  let countAfter = 0
  for (const area of areas) {
    const isInside = area.max <= insideUpTo
    if (isInside && area.max < band.min) countBefore += area.gigCount
    else if (isInside && area.min > band.max) countAfter += area.gigCount
    else toRead.push(area)
  }
  toRead.sort((a, b) => a.min - b.min)
  return { toRead, countBefore, countAfter }
}

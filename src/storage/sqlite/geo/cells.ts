import {
  type Circle,
  latitudeTermBounds,
  longitudeTermBounds,
  maxHaversine,
  minHaversine,
} from '../../../lib/geo.ts'

/** Offset steps along each side of a cell: 15 micrometres each, so that two offsets fit in one exact double. */
const offsetSteps = 2 ** 26

/** A packed offset differs by less than this from the coordinates it was made of. */
const offsetErrorRadians = (1e-9 * Math.PI) / 180

/**
 * The grid of the geo index. Each cell of each status has one number, made of status, row and column. The position of a
 * gig within its cell is packed into one number too. That is enough to count the gig, unless it lies on the very edge
 * of the circle.
 */
export const createGrid = (cellsPerDegree: number) => {
  const minRow = -90 * cellsPerDegree
  const minColumn = -180 * cellsPerDegree
  // Latitude 90 and longitude 180 are the start of one more row and one more column.
  const rows = 1 - 2 * minRow
  const columns = 1 - 2 * minColumn
  const rowOfCell = (cell: number) => (Math.floor(cell / columns) % rows) + minRow
  const columnOfCell = (cell: number) => (cell % columns) + minColumn
  const offsetOf = (degrees: number) => {
    const inCells = degrees * cellsPerDegree
    return Math.floor((inCells - Math.floor(inCells)) * offsetSteps)
  }

  return {
    cellsPerDegree,
    rowOf: (latitude: number) => Math.floor(latitude * cellsPerDegree),
    columnOf: (longitude: number) => Math.floor(longitude * cellsPerDegree),
    /** `status` is its index in `gigStatuses`. */
    cellNumber: (status: number, row: number, column: number) =>
      (status * rows + row - minRow) * columns + column - minColumn,
    packOffset: (latitude: number, longitude: number) =>
      offsetOf(latitude) * offsetSteps + offsetOf(longitude),

    /** Adds distance bounds to cells. The terms are memoized, because cells of a row or a column share them. */
    distanceBoundsFrom: ({ center }: Circle) => {
      const latitudeTerms = memoize((row: number) =>
        latitudeTermBounds(center, row / cellsPerDegree, (row + 1) / cellsPerDegree),
      )
      const longitudeTerms = memoize((column: number) =>
        longitudeTermBounds(center, column / cellsPerDegree, (column + 1) / cellsPerDegree),
      )
      return (cell: number, gigCount: number): TouchedCell => {
        const latitude = latitudeTerms(rowOfCell(cell))
        const longitude = longitudeTerms(columnOfCell(cell))
        return {
          cell,
          gigCount,
          min: minHaversine(latitude, longitude),
          max: maxHaversine(latitude, longitude),
        }
      }
    },

    /** Counts the packed offsets of a cell inside a circle; null when one is too close to the edge to decide. */
    countInside: (offsets: readonly number[], cell: number, circle: Circle): number | null => {
      const row = rowOfCell(cell)
      const column = columnOfCell(cell)
      const error = haversineErrorAt(circle.outsideAbove)
      let count = 0
      for (const offset of offsets) {
        const north = Math.floor(offset / offsetSteps)
        const east = offset - north * offsetSteps
        const haversine = circle.haversineTo(
          (row + (north + 0.5) / offsetSteps) / cellsPerDegree,
          (column + (east + 0.5) / offsetSteps) / cellsPerDegree,
        )
        if (haversine <= circle.insideUpTo - error) count += 1
        else if (haversine <= circle.outsideAbove + error) return null
      }
      return count
    },
  }
}

/**
 * The greatest error of a haversine near `h` that is computed from a packed offset. The slope of the formula in either
 * direction is at most 2√h. A step towards a pole changes the factor of the longitude term by 3√h at most.
 */
const haversineErrorAt = (h: number): number => 8 * offsetErrorRadians * (Math.sqrt(h) + offsetErrorRadians)

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

export type Grid = ReturnType<typeof createGrid>

/** Cells of about a kilometre, as the tables of the index store them. */
export const gigGrid = createGrid(100)

/** A cell that may intersect a circle. All of it lies between `min` and `max` from the center (haversines). */
export interface TouchedCell {
  cell: number
  gigCount: number
  min: number
  max: number
}

/** The distances from the center between which all gigs of a page lie (haversines). */
export interface DistanceBand {
  min: number
  max: number
}

const bandSteps = 256

/**
 * Finds the band from the counters of the cells alone. At most `skip` gigs are nearer than `min`, because the cells that
 * begin there have no more. At least `skip + limit` gigs are no farther than `max`, because the cells that end there
 * have as many. A histogram of the distances avoids sorting the cells.
 */
export const findDistanceBand = (
  cells: readonly TouchedCell[],
  { insideUpTo }: Circle,
  skip: number,
  limit: number,
): DistanceBand => {
  const stepOf = (haversine: number) =>
    Math.min(bandSteps, Math.floor(Math.sqrt(haversine / insideUpTo) * bandSteps))
  const countByStart = new Float64Array(bandSteps + 1)
  const countByEnd = new Float64Array(bandSteps + 1)
  for (const { gigCount, min, max } of cells) {
    addAt(countByStart, stepOf(min), gigCount)
    if (max <= insideUpTo) addAt(countByEnd, stepOf(max), gigCount)
  }
  const minStep = firstIndexPast(countByStart, skip)
  const maxStep = firstIndexPast(countByEnd, skip + limit - 1)
  const band = { min: Number.POSITIVE_INFINITY, max: maxStep < 0 ? Number.POSITIVE_INFINITY : 0 }
  for (const { min, max } of cells) {
    if (minStep >= 0 && stepOf(min) >= minStep) band.min = Math.min(band.min, min)
    if (max <= insideUpTo && stepOf(max) <= maxStep) band.max = Math.max(band.max, max)
  }
  return band
}

const addAt = (counts: Float64Array, step: number, count: number) => {
  counts[step] = (counts[step] ?? 0) + count
}

/** The first index at which the running sum exceeds `threshold`; -1 if it never does. */
const firstIndexPast = (counts: Float64Array, threshold: number): number => {
  let sum = 0
  return counts.findIndex(count => {
    sum += count
    return sum > threshold
  })
}

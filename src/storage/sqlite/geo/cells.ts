import { type Circle, maxHaversine, minHaversine, riseBounds, turnBounds } from '../../../lib/geo.ts'

/** Steps along each side of a cell for the spot of a gig: 15 micrometres each, so that both sides fit in one number. */
const spotSteps = 2 ** 26

/** More degrees than a spot is away from the place it stands for. */
const spotMarginRadians = (1e-9 * Math.PI) / 180

/**
 * The grid of the geo index: squares of some hundredths of a degree. Each cell and status have one number, by row and
 * then by column. Where in its cell a gig lies is one number too, its spot: that is enough to count it without its
 * coordinates, unless it lies on the very edge.
 */
export const createGrid = (cellsPerDegree: number) => {
  const southmost = -90 * cellsPerDegree
  const westmost = -180 * cellsPerDegree
  // The pole and the antimeridian themselves begin a row and a column of their own.
  const rows = 1 - 2 * southmost
  const columns = 1 - 2 * westmost
  const rowIn = (number: number) => (Math.floor(number / columns) % rows) + southmost
  const columnIn = (number: number) => (number % columns) + westmost
  const stepIn = (degrees: number) => {
    const along = degrees * cellsPerDegree
    return Math.floor((along - Math.floor(along)) * spotSteps)
  }

  return {
    cellsPerDegree,
    rowOf: (latitude: number) => Math.floor(latitude * cellsPerDegree),
    columnOf: (longitude: number) => Math.floor(longitude * cellsPerDegree),
    /** `status` is its index among the statuses. */
    numberOf: (status: number, row: number, column: number) =>
      (status * rows + row - southmost) * columns + column - westmost,
    spotOf: (latitude: number, longitude: number) => stepIn(latitude) * spotSteps + stepIn(longitude),

    /** Bounds of the haversines from a place to cells. Each row and each column is looked at once. */
    boundsFrom: ({ center }: Circle) => {
      const rises = memoize((row: number) =>
        riseBounds(center, row / cellsPerDegree, (row + 1) / cellsPerDegree),
      )
      const turns = memoize((column: number) =>
        turnBounds(center, column / cellsPerDegree, (column + 1) / cellsPerDegree),
      )
      return (number: number, gigCount: number): TouchedCell => {
        const rise = rises(rowIn(number))
        const turn = turns(columnIn(number))
        return { number, gigCount, least: minHaversine(rise, turn), most: maxHaversine(rise, turn) }
      }
    },

    /** How many of the spots of a cell lie within a circle; null where one is too close to the edge to tell. */
    countSpots: (spots: readonly number[], number: number, circle: Circle): number | null => {
      const row = rowIn(number)
      const column = columnIn(number)
      const margin = spotMargin(circle.beyond)
      let count = 0
      for (const spot of spots) {
        const up = Math.floor(spot / spotSteps)
        const along = spot - up * spotSteps
        const haversine = circle.haversineTo(
          (row + (up + 0.5) / spotSteps) / cellsPerDegree,
          (column + (along + 0.5) / spotSteps) / cellsPerDegree,
        )
        if (haversine <= circle.within - margin) count += 1
        else if (haversine <= circle.beyond + margin) return null
      }
      return count
    },
  }
}

/**
 * By how much the haversine of a spot can differ from that of its place, near a circle with haversine `h`. The formula's
 * slope in either direction is at most 2√h, and moving towards a pole narrows the other term by 3√h at most.
 */
const spotMargin = (h: number): number => 8 * spotMarginRadians * (Math.sqrt(h) + spotMarginRadians)

const memoize = <Bounds>(look: (at: number) => Bounds) => {
  const known = new Map<number, Bounds>()
  return (at: number): Bounds => {
    const found = known.get(at)
    if (found !== undefined) return found
    const bounds = look(at)
    known.set(at, bounds)
    return bounds
  }
}

export type Grid = ReturnType<typeof createGrid>

/** About a kilometre: the cells of the gigs' index. */
export const gigGrid = createGrid(100)

/** A cell that a circle touches, with bounds of the haversines from the circle's middle to anywhere in it. */
export interface TouchedCell {
  number: number
  gigCount: number
  least: number
  most: number
}

/** The ring in which the gigs of a page lie: none is nearer than `near`, none farther than `far` (haversines). */
export interface Ring {
  near: number
  far: number
}

const ringSteps = 256

/**
 * Nearer than `near` lie no more than `skip` gigs, since the cells that reach there hold no more; not farther than
 * `far` lie `skip + limit` at least, since the cells wholly there hold as many. The cells are counted in steps of their
 * distance, which takes no sorting.
 */
export const ringOf = (
  cells: readonly TouchedCell[],
  { within }: Circle,
  skip: number,
  limit: number,
): Ring => {
  const stepOf = (haversine: number) =>
    Math.min(ringSteps, Math.floor(Math.sqrt(haversine / within) * ringSteps))
  const begun = new Float64Array(ringSteps + 1)
  const ended = new Float64Array(ringSteps + 1)
  for (const { gigCount, least, most } of cells) {
    addAt(begun, stepOf(least), gigCount)
    if (most <= within) addAt(ended, stepOf(most), gigCount)
  }
  const nearStep = firstPast(begun, skip)
  const farStep = firstPast(ended, skip + limit - 1)
  const ring = { near: Number.POSITIVE_INFINITY, far: farStep < 0 ? Number.POSITIVE_INFINITY : 0 }
  for (const { least, most } of cells) {
    if (nearStep >= 0 && stepOf(least) >= nearStep) ring.near = Math.min(ring.near, least)
    if (most <= within && stepOf(most) <= farStep) ring.far = Math.max(ring.far, most)
  }
  return ring
}

const addAt = (counts: Float64Array, step: number, count: number) => {
  counts[step] = (counts[step] ?? 0) + count
}

/** The first index up to which the counts add up to more than `count`; -1 where they never do. */
const firstPast = (counts: Float64Array, count: number): number => {
  let sum = 0
  return counts.findIndex(more => {
    sum += more
    return sum > count
  })
}

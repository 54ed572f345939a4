import { boxesAround, type Circle, haversineMargin, latitudeTermBounds } from '../../../lib/geo.ts'
import { cellSize, cellsPerDegree, columnOf, latitudeOfRow, rowOf } from '../../geo/cells.ts'

/** Cells beside each other in a row, edges included. */
export interface Strip {
  level: number
  row: number
  west: number
  east: number
}

interface Span {
  west: number
  east: number
}

/** Each cell is in one of the first two lists. */
export interface Cover {
  /** The circle holds all their places. Cells of 0.16 degrees stand for 16 by 16. */
  inside: Strip[]
  /** The circle may hold some of their places. */
  edge: Strip[]
  /** All of them, in one size. */
  touched: Strip[]
}

/** Smaller circles hold no cell of 0.16 degrees. */
const minRowsOfLargeCells = 64

const radians = Math.PI / 180
const marginDegrees = 1e-9
const greenwich = columnOf(0)

/** The work grows with the rows and not with the gigs. */
export const coverOf = (circle: Circle): Cover => {
  const [box] = boxesAround(circle.center, circle.radiusKm)
  const cover: Cover = { inside: [], edge: [], touched: [] }
  if (!box) return cover
  const [first, last] = [rowOf(box.south), rowOf(box.north)]
  const hasLargeCells = last - first >= minRowsOfLargeCells
  let large: Span[] = []
  let largeRow = Number.NaN
  for (let row = first; row <= last; row += 1) {
    if (hasLargeCells && row >> 4 !== largeRow) {
      largeRow = row >> 4
      large = rowSpans(circle, largeRow, 1).inside
      cover.inside.push(...large.map(span => ({ level: 1, row: largeRow, ...span })))
    }
    const inLargeCells = large.map(({ west, east }) => ({ west: west * 16, east: east * 16 + 15 }))
    const { inside, touched } = rowSpans(circle, row, 0)
    const toStrip = (span: Span): Strip => ({ level: 0, row, ...span })
    cover.touched.push(...touched.map(toStrip))
    cover.inside.push(...without(inside, inLargeCells).map(toStrip))
    cover.edge.push(...without(without(touched, inside), inLargeCells).map(toStrip))
  }
  return cover
}

/** Columns that the circle touches, and those of which it holds every place. */
const rowSpans = (circle: Circle, row: number, level: number): { touched: Span[]; inside: Span[] } => {
  const { center, insideUpTo, outsideAbove } = circle
  const size = cellSize(level)
  const { min, max, minFactor, maxFactor } = latitudeTermBounds(
    center,
    latitudeOfRow(row * size),
    latitudeOfRow((row + 1) * size),
  )
  // A haversine is the latitude term plus factor × longitude term, so a bound of it bounds the longitude.
  const reach = halfWidth((outsideAbove * (1 + 2 * haversineMargin) - min) / minFactor)
  const hold = halfWidth((insideUpTo * (1 - 2 * haversineMargin) - max) / maxFactor)
  return {
    touched:
      reach === null ? [] : merged(pieces(center.longitude, reach + marginDegrees).map(columnsTouched)),
    inside:
      hold === null
        ? []
        : pieces(center.longitude, hold - marginDegrees).flatMap(piece => columnsWithin(piece, size)),
  }
}

/** Degrees of longitude whose haversine is `h`, at most 180; null for none. */
const halfWidth = (h: number): number | null => {
  if (h < 0) return null
  return h < 1 ? (2 * Math.asin(Math.sqrt(h))) / radians : 180 + 2 * marginDegrees
}

/** No range crosses the antimeridian, which is in both of them. */
const pieces = (longitude: number, width: number): Span[] => {
  if (width < 0) return []
  if (width >= 180) return [{ west: -180, east: 180 }]
  return [-360, 0, 360].flatMap(turn => {
    const west = Math.max(-180, longitude - width + turn)
    const east = Math.min(180, longitude + width + turn)
    return west <= east ? [{ west, east }] : []
  })
}

const columnsTouched = ({ west, east }: Span): Span => ({ west: columnOf(west), east: columnOf(east) })

const columnsWithin = ({ west, east }: Span, size: number): Span[] => {
  if (west === -180 && east === 180)
    return [{ west: Math.floor(columnOf(west) / size), east: Math.floor(columnOf(east) / size) }]
  const span = {
    west: Math.ceil((west * cellsPerDegree + greenwich) / size),
    east: Math.floor((east * cellsPerDegree + greenwich) / size) - 1,
  }
  return span.west <= span.east ? [span] : []
}

/** In order, without overlaps. */
const merged = (spans: Span[]): Span[] => {
  const [first, ...others] = spans.sort((a, b) => a.west - b.west)
  if (!first) return []
  const result = [first]
  for (const span of others) {
    const before = result.at(-1) ?? first
    if (span.west <= before.east) before.east = Math.max(before.east, span.east)
    else result.push(span)
  }
  return result
}

const without = (spans: readonly Span[], others: readonly Span[]): Span[] =>
  others.reduce<Span[]>(
    (left, other) =>
      left.flatMap(({ west, east }) =>
        [
          { west, east: Math.min(east, other.west - 1) },
          { west: Math.max(west, other.east + 1), east },
        ].filter(span => span.west <= span.east),
      ),
    [...spans],
  )

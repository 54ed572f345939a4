import { type Circle, maxHaversine, minHaversine } from '../../../lib/geo.ts'
import { type Area, type CellPosition, distanceTermsFrom } from '../../geo/cells.ts'
import { haversineErrorAt, type PackedGigs, tilesPerSide } from './packed-gigs.ts'

/** Null when the packed place is too close to the edge. */
export const isInside = (haversine: number, { insideUpTo, outsideAbove }: Circle): boolean | null => {
  const error = haversineErrorAt(outsideAbove)
  if (haversine <= insideUpTo - error) return true
  return haversine > outsideAbove + error ? false : null
}

/** With fewer gigs, their distances cost less than those of the tiles. */
const minGigsForTiles = 100

export type IsWanted = (gigs: PackedGigs, at: number) => boolean

/** Tiles wholly inside or outside decide for all their gigs; `isInsideExactly` reads the coordinates. */
export const createEdgeCount = (
  circle: Circle,
  isInsideExactly: (gigRowId: number) => boolean,
  isWanted: IsWanted | null,
) => {
  const tilesOf = new Map<CellPosition, Uint8Array>()
  const classifyTiles = createTileClassifier(circle)
  const classify = (cell: CellPosition) => {
    const known = tilesOf.get(cell) ?? classifyTiles(cell)
    tilesOf.set(cell, known)
    return known
  }
  const isInsideCircle = (gigs: PackedGigs, at: number) =>
    isInside(circle.haversineTo(gigs.latitude(at), gigs.longitude(at)), circle) ??
    isInsideExactly(gigs.rowId(at))

  return (cell: CellPosition & Area, gigs: PackedGigs): number => {
    if (cell.max <= circle.insideUpTo) return isWanted === null ? gigs.count : countWanted(gigs, isWanted)
    const sideOf = cell.gigCount < minGigsForTiles ? null : classify(cell)
    const { tiles } = gigs
    let count = 0
    for (let at = 0; at < gigs.count; at += 1) {
      if (isWanted !== null && !isWanted(gigs, at)) continue
      const side = sideOf === null ? onEdge : (sideOf[tiles[at] ?? 0] ?? onEdge)
      // No processor predicts the side of the next gig, so a branch for it would cost more than all else.
      count += side & inside
      if (side === onEdge && isInsideCircle(gigs, at)) count += 1
    }
    return count
  }
}

const countWanted = (gigs: PackedGigs, isWanted: IsWanted): number => {
  let count = 0
  for (let at = 0; at < gigs.count; at += 1) if (isWanted(gigs, at)) count += 1
  return count
}

const [outside, inside, onEdge] = [0, 1, 2]

/** Cells beside each other share the rows or the columns of their tiles. */
const createTileClassifier = (circle: Circle) => {
  const { ofRow, ofColumn } = distanceTermsFrom(circle, 1 / tilesPerSide)
  return ({ row, column }: CellPosition): Uint8Array => {
    const columns = Array.from({ length: tilesPerSide }, (_, east) => ofColumn(column * tilesPerSide + east))
    const tiles = new Uint8Array(tilesPerSide * tilesPerSide)
    let tile = 0
    for (let north = 0; north < tilesPerSide; north += 1) {
      const latitude = ofRow(row * tilesPerSide + north)
      for (const longitude of columns) {
        if (maxHaversine(latitude, longitude) <= circle.insideUpTo) tiles[tile] = inside
        else tiles[tile] = minHaversine(latitude, longitude) > circle.outsideAbove ? outside : onEdge
        tile += 1
      }
    }
    return tiles
  }
}

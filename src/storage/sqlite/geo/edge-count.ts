import type { Circle } from '../../../lib/geo.ts'
import { type Area, type CellPosition, distanceBoundsFrom } from '../../geo/cells.ts'
import { haversineErrorAt, type PackedGigs, tilesPerSide } from './packed-gigs.ts'

/** Null when the packed place is too close to the edge. */
export const isInside = (haversine: number, { insideUpTo, outsideAbove }: Circle): boolean | null => {
  const error = haversineErrorAt(outsideAbove)
  if (haversine <= insideUpTo - error) return true
  return haversine > outsideAbove + error ? false : null
}

/** With fewer gigs, their distances cost less than those of the tiles. */
const minGigsForTiles = 800

export type IsWanted = (gigs: PackedGigs, at: number) => boolean

/** Tiles wholly inside or outside decide for all their gigs; `isInsideExactly` reads the coordinates. */
export const createEdgeCount = (
  circle: Circle,
  isInsideExactly: (gigRowId: number) => boolean,
  isWanted: IsWanted | null,
) => {
  const tilesOf = new Map<CellPosition, Uint8Array>()
  const classify = (cell: CellPosition) => {
    const known = tilesOf.get(cell) ?? classifyTiles(cell, circle)
    tilesOf.set(cell, known)
    return known
  }
  const isInsideCircle = (gigs: PackedGigs, at: number) =>
    isInside(circle.haversineTo(gigs.latitude(at), gigs.longitude(at)), circle) ??
    isInsideExactly(gigs.rowId(at))

  return (cell: CellPosition & Area, gigs: PackedGigs): number => {
    if (cell.max <= circle.insideUpTo) return isWanted === null ? gigs.count : countWanted(gigs, isWanted)
    const tiles = cell.gigCount < minGigsForTiles ? null : classify(cell)
    let count = 0
    for (let at = 0; at < gigs.count; at += 1) {
      if (isWanted !== null && !isWanted(gigs, at)) continue
      const tile = tiles === null ? onEdge : tiles[gigs.tile(at)]
      if (tile === inside || (tile === onEdge && isInsideCircle(gigs, at))) count += 1
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

const classifyTiles = ({ row, column }: CellPosition, circle: Circle): Uint8Array => {
  const boundsOf = distanceBoundsFrom(circle, 1 / tilesPerSide)
  return Uint8Array.from({ length: tilesPerSide * tilesPerSide }, (_, tile) => {
    const north = Math.floor(tile / tilesPerSide)
    const { min, max } = boundsOf(
      row * tilesPerSide + north,
      column * tilesPerSide + (tile % tilesPerSide),
      0,
    )
    if (max <= circle.insideUpTo) return inside
    return min > circle.outsideAbove ? outside : onEdge
  })
}

import type { Circle } from '../../../lib/geo.ts'
import { type CellPosition, distanceBoundsFrom } from './cells.ts'
import { haversineErrorAt, type PackedGigs, tilesPerSide } from './packed-gigs.ts'

/** Whether a gig is inside of a circle; null when its packed place is too close to the edge to decide. */
export const isInside = (haversine: number, { insideUpTo, outsideAbove }: Circle): boolean | null => {
  const error = haversineErrorAt(outsideAbove)
  if (haversine <= insideUpTo - error) return true
  return haversine > outsideAbove + error ? false : null
}

/** With fewer gigs than this, computing their distances costs less than those of the tiles. */
const minGigsForTiles = 64

/**
 * Counts the gigs of a cell on the edge of a circle. Tiles of the cell that are wholly inside or outside decide for all
 * their gigs. `isInsideExactly` decides for a gig by its coordinates; `isWanted` may leave out others.
 */
export const countInside = (
  cell: CellPosition,
  chunks: readonly PackedGigs[],
  circle: Circle,
  isInsideExactly: (gigRowId: number) => boolean,
  isWanted: ((gigs: PackedGigs, at: number) => boolean) | null,
): number => {
  const gigCount = chunks.reduce((sum, { count }) => sum + count, 0)
  const tiles = gigCount < minGigsForTiles ? null : classifyTiles(cell, circle)
  let count = 0
  for (const gigs of chunks) {
    for (let at = 0; at < gigs.count; at += 1) {
      if (isWanted !== null && !isWanted(gigs, at)) continue
      const tile = tiles === null ? onEdge : tiles[gigs.tile(at)]
      if (tile === outside) continue
      if (tile === inside) count += 1
      else {
        const haversine = circle.haversineTo(gigs.latitude(at), gigs.longitude(at))
        if (isInside(haversine, circle) ?? isInsideExactly(gigs.rowId(at))) count += 1
      }
    }
  }
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

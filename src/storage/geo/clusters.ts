import type { GigCluster } from '../../domain/gigs/gig.ts'
import { type CellBox, cellSize, type Level, latitudeOfRow, longitudeOfColumn } from './cells.ts'

const clustersAcross = 12

/** Rows of the grid from which the counters of each level are read. */
const minStepOfLevel = [1, 24, 384] as const

export const levelOf = (step: number): Level => {
  if (step >= minStepOfLevel[2]) return 2
  return step >= minStepOfLevel[1] ? 1 : 0
}

/** The sums of rows and columns give the mean position. */
export interface ClusterSum {
  gigCount: number
  rows: number
  columns: number
}

/** Rows of the grid: a whole number of the cells whose counters are read. */
export const stepFor = (boxes: readonly CellBox[]): number => {
  const width = boxes.reduce((sum, { west, east }) => sum + east - west, 0)
  const height = Math.max(...boxes.map(({ south, north }) => north - south))
  const step = Math.max(1, Math.ceil(Math.max(width, height) / clustersAcross))
  const size = cellSize(levelOf(step))
  return Math.ceil(step / size) * size
}

const maxCellsOfCloseUp = 9
/** Reading them takes as long as 1700 rows do. */
const maxGigsOfCloseUp = 10_000

/**
 * Whether the gigs within the boxes are counted one by one: somebody who has come so near would see a cluster of whole
 * cells outside of the viewport.
 * @param gigCount of all cells that the boxes touch
 */
export const isCloseUp = (boxes: readonly CellBox[], gigCount: number): boolean => {
  const cells = boxes.reduce(
    (sum, { south, north, west, east }) => sum + (north - south + 1) * (east - west + 1),
    0,
  )
  return cells <= maxCellsOfCloseUp && gigCount <= maxGigsOfCloseUp
}

export const toCluster = ({ gigCount, rows, columns }: ClusterSum): GigCluster => ({
  gigCount,
  latitude: Math.min(90, latitudeOfRow(rows / gigCount)),
  longitude: Math.min(180, longitudeOfColumn(columns / gigCount)),
})

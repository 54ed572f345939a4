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

export const toCluster = ({ gigCount, rows, columns }: ClusterSum): GigCluster => ({
  gigCount,
  latitude: Math.min(90, latitudeOfRow(rows / gigCount)),
  longitude: Math.min(180, longitudeOfColumn(columns / gigCount)),
})

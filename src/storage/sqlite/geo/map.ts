import type Database from 'better-sqlite3'
import { type GigMap, type GigPin, type GigStatus, gigStatuses } from '../../../domain/gigs/gig.ts'
import type { Box } from '../../../lib/geo.ts'
import { gigGrid } from './cells.ts'

const { cellsPerDegree, rowOf, columnOf } = gigGrid

/** With more gigs than this, a viewport shows clusters. */
const maxPins = 200

/** The approximate number of clusters along the longer side of a viewport. */
const clustersAcross = 12

/** Selects the cells of `gig_cells` that touch a box, for one status. */
const inBox = `north >= @southRow AND south <= @northRow AND east >= @westColumn AND west <= @eastColumn
  AND max_status >= @status AND min_status <= @status`

type ClusterRow = [gigCount: number, rows: number, columns: number]

/** Reads the geo index for a map. Clusters are sums of the cells' counters, so no gig is read for them. */
export const createGigMap = (db: Database.Database) => {
  // Each cell has at least one gig, so `maxPins + 1` cells are enough to know that there are too many gigs for pins.
  const countForPins = db
    .prepare<unknown[], number>(`
      SELECT coalesce(sum(gig_count), 0)
      FROM (SELECT gig_count FROM gig_cells WHERE ${inBox} LIMIT ${maxPins + 1})`)
    .pluck()
  const pins = db.prepare<unknown[], GigPin>(`
    SELECT gigs.id, gigs.title, gigs.budget_satang AS budgetSatang, gigs.latitude, gigs.longitude
    FROM gig_cells JOIN gig_places USING (cell) JOIN gigs ON gigs.n = gig_places.gig_n
    WHERE ${inBox} AND gig_places.latitude BETWEEN @south AND @north
      AND gig_places.longitude BETWEEN @west AND @east`)
  // SQLite's integer division rounds towards zero, so rows and columns are made non-negative first. The driver binds
  // numbers as floats, so the step is cast to an integer.
  const clusters = db
    .prepare<unknown[], ClusterRow>(`
      SELECT sum(gig_count), sum((south + 0.5) * gig_count), sum((west + 0.5) * gig_count)
      FROM gig_cells WHERE ${inBox}
      GROUP BY (south + 90 * ${cellsPerDegree}) / CAST(@step AS INTEGER),
        (west + 180 * ${cellsPerDegree}) / CAST(@step AS INTEGER)`)
    .raw()

  const toParameters = (box: Box, status: GigStatus) => ({
    ...box,
    southRow: rowOf(box.south),
    northRow: rowOf(box.north),
    westColumn: columnOf(box.west),
    eastColumn: columnOf(box.east),
    status: gigStatuses.indexOf(status),
  })

  return (boxes: readonly Box[], status: GigStatus): GigMap => {
    const parts = boxes.map(box => toParameters(box, status))
    const gigCount = parts.reduce((sum, values) => sum + (countForPins.get(values) ?? 0), 0)
    if (gigCount <= maxPins) {
      const found = parts.flatMap(values => pins.all(values)).sort((a, b) => (a.id < b.id ? -1 : 1))
      return { pins: found, clusters: [], totalCount: found.length }
    }
    const width = parts.reduce((sum, { westColumn, eastColumn }) => sum + eastColumn - westColumn, 0)
    const height = Math.max(...parts.map(({ southRow, northRow }) => northRow - southRow))
    const step = Math.max(1, Math.ceil(Math.max(width, height) / clustersAcross))
    const found = parts
      .flatMap(values => clusters.all({ ...values, step }))
      .map(([count, rows, columns]) => ({
        gigCount: count,
        latitude: Math.min(90, rows / count / cellsPerDegree),
        longitude: Math.min(180, columns / count / cellsPerDegree),
      }))
    return {
      pins: [],
      clusters: found,
      totalCount: found.reduce((sum, cluster) => sum + cluster.gigCount, 0),
    }
  }
}

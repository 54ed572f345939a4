import { type GigOrder, type GigSearch, gigStatuses } from '../../../domain/gigs/gig.ts'
import type { Circle } from '../../../lib/geo.ts'
import type { PageRequest } from '../../../lib/page.ts'
import type { Queries } from '../engine/queries.ts'
import { joinVersions } from '../stores/known-gigs.ts'
import { haversineFrom, isShown, Parameters } from './found-gigs.ts'
import { keysInOrder, type RankedGig } from './window.ts'

type WalkOrder = Exclude<GigOrder, 'distance'>

const orders: Record<WalkOrder, string> = {
  newest: 'gigs.created_at DESC, gigs.id DESC',
  budget: 'gigs.budget_satang DESC, gigs.created_at DESC, gigs.id DESC',
}

/** A step takes as long as so many reads of gigs from their cells. */
const readsPerStep = 2

/** The maximum of gigs for a walk, which expects `all / within` for each one of the page. */
export const stepsOf = ({ skip, limit }: PageRequest, within: number, all: number): number | null => {
  const wanted = Math.min(skip + limit, within)
  const steps = 100 + Math.floor(within / readsPerStep)
  return within > 0 && (wanted * all) / within <= steps ? steps : null
}

/** Takes gigs within the circle. @returns null when the page is not whole after so many steps */
export const readWalk = async (
  reads: Queries,
  { status, order }: Pick<GigSearch, 'status'> & { order: WalkOrder },
  circle: Circle,
  { skip, limit }: PageRequest,
  within: number,
  steps: number,
): Promise<RankedGig[] | null> => {
  if (skip >= within) return []
  const parameters = new Parameters()
  const end = parameters.add(steps, 'int')
  const parts = (status === null ? gigStatuses : [status]).map(
    each => `(SELECT id, latitude, longitude, budget_satang, created_at FROM gigs
      WHERE ${isShown(each)} ORDER BY ${orders[order]} LIMIT ${end})`,
  )
  const row = await reads.get<{ keys: string | null }>(
    `SELECT json_agg(json_build_array(gigs.id, gigs.version, gigs.latitude, gigs.longitude)
      ORDER BY ${orders[order]})::text AS keys
    FROM (
      SELECT gigs.id
      FROM (SELECT * FROM (${parts.join(' UNION ALL ')}) AS gigs ORDER BY ${orders[order]} LIMIT ${end}) AS gigs
      WHERE ${haversineFrom(circle.center, parameters)} <= ${parameters.add(circle.outsideAbove, 'float8')}
      ORDER BY ${orders[order]}
      OFFSET ${parameters.add(skip, 'bigint')} LIMIT ${parameters.add(limit, 'int')}
    ) AS page ${joinVersions('page.id')}`,
    parameters.values,
  )
  const found = keysInOrder(row?.keys ?? null, circle)
  return found.length === Math.min(limit, within - skip) ? found : null
}

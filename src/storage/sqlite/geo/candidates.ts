import type { GigOrder } from '../../../domain/gigs/gig.ts'
import { type Circle, type Coordinates, greatCircleKm, haversineMargin } from '../../../lib/geo.ts'
import type { Area } from '../../geo/cells.ts'
import { type IsWanted, isInside } from './edge-count.ts'
import { haversineErrorAt, type PackedGigs } from './packed-gigs.ts'
import { type Candidate, type FindLateGigs, maxCompared, TopK } from './top-k.ts'

export interface ExactGig extends Coordinates {
  gigRowId: number
  id: string
}

export interface ExactReads {
  placeOf(gigRowId: number): Coordinates
  /** In any order. */
  gigsOf(gigRowIds: readonly number[]): ExactGig[]
  lateGigs: FindLateGigs
}

/** Row ids grow, so the greatest was posted last. */
const rankings: Record<GigOrder, (haversine: number, gigRowId: number, budgetSatang: number) => number> = {
  distance: haversine => haversine,
  newest: (_, gigRowId) => -gigRowId,
  budget: (_, __, budgetSatang) => -budgetSatang,
}

/** Packed places this close may be in the other order. */
const distanceSlackAt = (haversine: number): number =>
  3 * haversineErrorAt(haversine) + haversine * haversineMargin

export class Candidates {
  totalCount = 0
  readonly #best: TopK<Candidate>
  readonly #rankOf: (haversine: number, gigRowId: number, budgetSatang: number) => number

  /** A haversine; the page ends before it. */
  constructor(
    readonly circle: Circle,
    readonly order: GigOrder,
    readonly first: number,
    readonly limit: number,
    farthest: number,
    readonly exact: ExactReads,
  ) {
    this.#best =
      order === 'distance'
        ? new TopK(first + limit, farthest + distanceSlackAt(farthest), {
            slackAt: distanceSlackAt,
            lateGigs: exact.lateGigs,
          })
        : new TopK(first + limit, farthest, null)
    this.#rankOf = rankings[order]
  }

  readonly isInsideExactly = (gigRowId: number): boolean => {
    const { latitude, longitude } = this.exact.placeOf(gigRowId)
    return this.circle.contains(this.circle.haversineTo(latitude, longitude))
  }

  considerAll(gigs: PackedGigs, isWanted: IsWanted | null) {
    for (let at = 0; at < gigs.count; at += 1) {
      if (isWanted !== null && !isWanted(gigs, at)) continue
      const haversine = this.circle.haversineTo(gigs.latitude(at), gigs.longitude(at))
      const gigRowId = gigs.rowId(at)
      if (!(isInside(haversine, this.circle) ?? this.isInsideExactly(gigRowId))) continue
      this.totalCount += 1
      this.offer(gigRowId, this.#rankOf(haversine, gigRowId, gigs.budgetSatang(at)))
    }
  }

  considerPlace(gigRowId: number, latitude: number, longitude: number, budgetSatang: number) {
    const haversine = this.circle.haversineTo(latitude, longitude)
    if (!this.circle.contains(haversine)) return
    this.totalCount += 1
    this.offer(gigRowId, this.#rankOf(haversine, gigRowId, budgetSatang))
  }

  private offer(gigRowId: number, rank: number) {
    if (rank <= this.#best.worstRank) this.#best.offer({ gigRowId, rank })
  }

  isPastPage({ min }: Area): boolean {
    return this.order === 'distance' && min > this.#best.worstRank
  }

  /** @returns row ids */
  page(): number[] {
    const { gigs, before } = this.#best.between(this.first, this.first + this.limit)
    const last = before + this.limit
    if (this.order !== 'distance') return gigs.slice(before, last).map(({ gigRowId }) => gigRowId)
    return this.isInOrderOfIds(gigs)
      ? this.inExactOrder(gigs.slice(before, last))
      : this.inExactOrder(gigs).slice(before, last)
  }

  /** Only those that may be equally near have to be read. */
  private inExactOrder(gigs: readonly Candidate[]): number[] {
    return equallyNear(gigs).flatMap(run => {
      const gigRowIds = run.map(({ gigRowId }) => gigRowId)
      return run.length === 1 ? gigRowIds : nearestFirst(this.exact.gigsOf(gigRowIds), this.circle.center)
    })
  }

  /** Many at one place; a few are compared exactly. */
  private isInOrderOfIds(gigs: readonly Candidate[]): boolean {
    if (gigs.length <= this.limit + maxCompared || gigs[0]?.rank !== gigs.at(-1)?.rank) return false
    const late = this.exact.lateGigs()
    return late !== null && !gigs.some(({ gigRowId }) => late.has(gigRowId))
  }
}

/** @param gigs the nearest first */
const equallyNear = (gigs: readonly Candidate[]): Candidate[][] => {
  const runs: Candidate[][] = []
  let last: Candidate | null = null
  for (const gig of gigs) {
    if (last !== null && gig.rank - last.rank <= distanceSlackAt(gig.rank)) runs.at(-1)?.push(gig)
    else runs.push([gig])
    last = gig
  }
  return runs
}

/** Ties are in the order of their ids. */
const nearestFirst = (gigs: readonly ExactGig[], center: Coordinates): number[] =>
  gigs
    .map(gig => ({ gigRowId: gig.gigRowId, id: gig.id, distanceKm: greatCircleKm(center, gig) }))
    .sort((a, b) => a.distanceKm - b.distanceKm || (a.id < b.id ? -1 : 1))
    .map(({ gigRowId }) => gigRowId)

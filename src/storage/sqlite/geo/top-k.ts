export interface Candidate {
  gigRowId: number
  rank: number
}

/** Gigs that are not in the order of their ids; null when they are too many to be known. */
export type FindLateGigs = () => ReadonlySet<number> | null

/** Ranks may differ from the exact ones. */
interface Inexact {
  /** The difference up to which ranks may be equal. */
  slackAt(rank: number): number
  lateGigs: FindLateGigs
}

const byRank = (a: Candidate, b: Candidate) => a.rank - b.rank || b.gigRowId - a.gigRowId
const byRankOldestFirst = (a: Candidate, b: Candidate) => a.rank - b.rank || a.gigRowId - b.gigRowId

/** Fewer gigs of one rank are all kept, and the caller compares them exactly. */
export const maxCompared = 200

/** Of equal ranks, the greater row id comes first when ranks are exact. */
export class TopK<Gig extends Candidate> {
  #candidates: Gig[] = []
  #trimAt: number

  constructor(
    readonly wanted: number,
    public worstRank: number,
    readonly inexact: Inexact | null,
  ) {
    this.#trimAt = 2 * wanted + 64
  }

  offer(gig: Gig) {
    this.#candidates.push(gig)
    // Sorting now and then costs less than a sorted insert for each candidate.
    if (this.#candidates.length >= this.#trimAt) this.#trim()
  }

  #trim() {
    this.#candidates.sort(this.inexact ? byRankOldestFirst : byRank)
    const last = this.#candidates[this.wanted - 1]
    if (!last) return
    if (this.inexact) {
      this.worstRank = last.rank + this.inexact.slackAt(last.rank)
      this.#candidates = this.#withoutSurplus(this.#candidates, this.inexact)
    } else {
      this.worstRank = last.rank
      this.#candidates.length = this.wanted
    }
    this.#trimAt = 2 * this.#candidates.length + 64
  }

  /** Of a thousand gigs in one building, which have the same rank, the first ones by id are enough for the page. */
  #withoutSurplus(sorted: readonly Gig[], { lateGigs }: Inexact): Gig[] {
    const pastWorst = sorted.findIndex(({ rank }) => rank > this.worstRank)
    const gigs = pastWorst < 0 ? [...sorted] : sorted.slice(0, pastWorst)
    const most = Math.max(this.wanted, maxCompared)
    const hasMany = gigs.slice(most).some(({ rank }, at) => rank === gigs[at]?.rank)
    const late = hasMany ? lateGigs() : null
    if (late === null) return gigs
    let [rankOfRun, inOrder] = [Number.NaN, 0]
    return gigs.filter(({ gigRowId, rank }) => {
      if (rank !== rankOfRun) [rankOfRun, inOrder] = [rank, 0]
      if (late.has(gigRowId)) return true
      inOrder += 1
      return inOrder <= most
    })
  }

  /** `last` is exclusive. Candidates around them whose ranks may be equal are included. */
  between(first: number, last: number): { gigs: Gig[]; before: number } {
    this.#trim()
    const gigs = this.#candidates
    let start = Math.min(first, gigs.length)
    let end = Math.min(last, gigs.length)
    const { inexact } = this
    if (inexact) {
      const isApart = (at: number) => {
        const [one, other] = [gigs[at - 1], gigs[at]]
        return !one || !other || other.rank - one.rank > inexact.slackAt(other.rank)
      }
      while (!isApart(start)) start -= 1
      while (!isApart(end)) end += 1
    }
    return { gigs: gigs.slice(start, end), before: Math.min(first, gigs.length) - start }
  }
}

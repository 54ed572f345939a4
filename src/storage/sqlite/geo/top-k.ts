export interface Candidate {
  gigRowId: number
  /** The sort key of the search; the lowest comes first. */
  rank: number
}

const byRank = (a: Candidate, b: Candidate) => a.rank - b.rank || b.gigRowId - a.gigRowId

/** Collects the `wanted` candidates with the lowest ranks. Of equal ranks, the later gig (greater row id) comes first. */
export class TopK<Gig extends Candidate> {
  #candidates: Gig[] = []
  #trimAt: number

  /**
   * `worstRank`: candidates with a greater rank are not needed. `slackAt`: ranks near this one that differ by less than
   * its result may be equal, so candidates this close to the last one are retained too; 0 when ranks are exact.
   */
  constructor(
    readonly wanted: number,
    public worstRank: number,
    readonly slackAt: (rank: number) => number,
  ) {
    this.#trimAt = 2 * wanted + 64
  }

  offer(gig: Gig) {
    this.#candidates.push(gig)
    // Sorting now and then costs less than a sorted insert for each candidate.
    if (this.#candidates.length >= this.#trimAt) this.#trim()
  }

  #trim() {
    this.#candidates.sort(byRank)
    const last = this.#candidates[this.wanted - 1]
    if (!last) return
    const slack = this.slackAt(last.rank)
    this.worstRank = last.rank + slack
    this.#candidates.length = slack === 0 ? this.wanted : this.#firstIndexPastWorst()
    // A thousand gigs in one building have the same rank, so none is dropped. Then the next sort comes later.
    this.#trimAt = 2 * this.#candidates.length + 64
  }

  #firstIndexPastWorst(): number {
    const index = this.#candidates.findIndex(gig => gig.rank > this.worstRank)
    return index < 0 ? this.#candidates.length : index
  }

  /**
   * The candidates from `first` to `last` (exclusive) in order, with those around them whose ranks may be equal; and how
   * many of these come before.
   */
  between(first: number, last: number): { gigs: Gig[]; before: number } {
    this.#trim()
    const gigs = this.#candidates
    let start = Math.min(first, gigs.length)
    let end = Math.min(last, gigs.length)
    const isApart = (at: number) => {
      const [one, other] = [gigs[at - 1], gigs[at]]
      return !one || !other || other.rank - one.rank > this.slackAt(other.rank)
    }
    if (this.slackAt(0) > 0) {
      while (!isApart(start)) start -= 1
      while (!isApart(end)) end += 1
    }
    return { gigs: gigs.slice(start, end), before: Math.min(first, gigs.length) - start }
  }
}

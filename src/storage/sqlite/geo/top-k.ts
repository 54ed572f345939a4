/** A gig that matches a search and may be on its page. */
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
   * `worstRank`: candidates with a greater rank are not needed. `margin`: ranks that differ by less than this share may
   * be equal, so candidates this close to the last one are retained too; null when ranks are exact.
   */
  constructor(
    readonly wanted: number,
    public worstRank: number,
    readonly margin: number | null,
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
    this.worstRank = last.rank * (1 + (this.margin ?? 0))
    this.#candidates.length = this.margin === null ? this.wanted : this.#firstIndexPastWorst()
    // A thousand gigs in one building have the same rank, so none is dropped. Then the next sort comes later.
    this.#trimAt = 2 * this.#candidates.length + 64
  }

  #firstIndexPastWorst(): number {
    const index = this.#candidates.findIndex(gig => gig.rank > this.worstRank)
    return index < 0 ? this.#candidates.length : index
  }

  /** The best candidates in order. With a margin there may be more than wanted. */
  best(): Gig[] {
    this.#trim()
    return this.#candidates
  }
}

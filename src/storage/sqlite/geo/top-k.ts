export interface Candidate {
  gigRowId: number
  rank: number
}

const byRank = (a: Candidate, b: Candidate) => a.rank - b.rank || b.gigRowId - a.gigRowId

/** Of equal ranks, the greater row id comes first. */
export class TopK<Gig extends Candidate> {
  #candidates: Gig[] = []
  #trimAt: number

  /** `slackAt` is the difference up to which ranks may be equal; 0 when they are exact. */
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
    // A thousand gigs in one building have the same rank, so none is dropped and the next sort comes later.
    this.#trimAt = 2 * this.#candidates.length + 64
  }

  #firstIndexPastWorst(): number {
    const index = this.#candidates.findIndex(gig => gig.rank > this.worstRank)
    return index < 0 ? this.#candidates.length : index
  }

  /** `last` is exclusive. Candidates around them whose ranks may be equal are included. */
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

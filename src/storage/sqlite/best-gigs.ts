/** A gig that a search has met. */
export interface MetGig {
  gigN: number
  /** Its place in the order wanted: the least comes first. */
  rank: number
}

/** Keeps the best `wanted` gigs of those offered, and all that rank as the last of them does. */
export class BestGigs<Gig extends MetGig> {
  #kept: Gig[] = []
  #trimAt: number

  /**
   * `worstRank`: no gig with a greater rank can be among the wanted. `margin`: ranks count as equal when they differ by
   * less than this share.
   */
  constructor(
    readonly wanted: number,
    public worstRank: number,
    readonly margin: number,
  ) {
    this.#trimAt = 2 * wanted + 64
  }

  offer(gig: Gig) {
    this.#kept.push(gig)
    // Sorting now and then costs less than keeping order at every step.
    if (this.#kept.length >= this.#trimAt) this.#trim()
  }

  #trim() {
    this.#kept.sort((a, b) => a.rank - b.rank)
    const last = this.#kept[this.wanted - 1]
    if (!last) return
    this.worstRank = last.rank * (1 + this.margin)
    const end = this.#kept.findIndex(gig => gig.rank > this.worstRank)
    if (end >= 0) this.#kept.length = end
    // A thousand gigs in one building are all equally far: then nothing could be dropped, so wait longer.
    this.#trimAt = 2 * this.#kept.length + 64
  }

  /** At least the best `wanted` of all, those with equal ranks in no certain order. */
  kept(): Gig[] {
    this.#trim()
    return this.#kept
  }
}

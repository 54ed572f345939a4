/** A gig that a search has met. */
export interface MetGig {
  gigRowId: number
  /** Its place in the order wanted: the least comes first. */
  rank: number
}

const byRank = (a: MetGig, b: MetGig) => a.rank - b.rank || b.gigRowId - a.gigRowId

/** Keeps the best `wanted` gigs of those offered; of equal ranks the later gig, with the greater number, is better. */
export class TopK<Gig extends MetGig> {
  #kept: Gig[] = []
  #trimAt: number

  /**
   * `worstRank`: no gig with a greater rank can be among the wanted. `margin`: ranks that differ by less than this share
   * may be equal, so gigs as close as this to the last are kept too; null where ranks are certain.
   */
  constructor(
    readonly wanted: number,
    public worstRank: number,
    readonly margin: number | null,
  ) {
    this.#trimAt = 2 * wanted + 64
  }

  offer(gig: Gig) {
    this.#kept.push(gig)
    // Sorting now and then costs less than keeping order at every step.
    if (this.#kept.length >= this.#trimAt) this.#trim()
  }

  #trim() {
    this.#kept.sort(byRank)
    const last = this.#kept[this.wanted - 1]
    if (!last) return
    this.worstRank = last.rank * (1 + (this.margin ?? 0))
    this.#kept.length = this.margin === null ? this.wanted : this.#firstWorse()
    // A thousand gigs in one building are all equally far: then nothing could be dropped, so wait longer.
    this.#trimAt = 2 * this.#kept.length + 64
  }

  #firstWorse(): number {
    const worse = this.#kept.findIndex(gig => gig.rank > this.worstRank)
    return worse < 0 ? this.#kept.length : worse
  }

  /** The best, in order; with a margin perhaps some more. */
  kept(): Gig[] {
    this.#trim()
    return this.#kept
  }
}

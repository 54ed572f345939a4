/** A set of row ids of gigs, a bit for each up to the greatest. */
export class Matches {
  #bits = new Uint8Array(2 ** 16)

  add(gigRowId: number) {
    const at = gigRowId >>> 3
    if (at >= this.#bits.length) {
      const larger = new Uint8Array(2 * at)
      larger.set(this.#bits)
      this.#bits = larger
    }
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (gigRowId & 7))
  }

  delete(gigRowId: number) {
    const at = gigRowId >>> 3
    if (at < this.#bits.length) this.#bits[at] = (this.#bits[at] ?? 0) & ~(1 << (gigRowId & 7))
  }

  has(gigRowId: number): boolean {
    return ((this.#bits[gigRowId >>> 3] ?? 0) & (1 << (gigRowId & 7))) !== 0
  }
}

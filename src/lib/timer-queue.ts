interface Entry {
  dueMs: number
  run: () => void
}

/** What waits for its moment by a clock that can jump. */
export class TimerQueue {
  readonly #entries = new Set<Entry>()

  /** @returns what calls it off */
  enter(dueMs: number, run: () => void): () => void {
    const entry = { dueMs, run }
    this.#entries.add(entry)
    return () => this.#entries.delete(entry)
  }

  /** Runs once what is due at a moment, in the order in which it came due. */
  runDue(nowMs: number): void {
    const due = [...this.#entries].filter(({ dueMs }) => dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs)
    for (const entry of due) {
      // What ran before it may have called it off.
      if (this.#entries.delete(entry)) entry.run()
    }
  }

  /** When the next is due; infinity where nothing waits. */
  nextMs(): number {
    return Math.min(...[...this.#entries].map(({ dueMs }) => dueMs))
  }

  clear(): void {
    this.#entries.clear()
  }
}

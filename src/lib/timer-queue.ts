interface Entry {
  dueMs: number
  run: () => void
}

export class TimerQueue {
  readonly #entries = new Set<Entry>()

  /** @returns a function that cancels it */
  enter(dueMs: number, run: () => void): () => void {
    const entry = { dueMs, run }
    this.#entries.add(entry)
    return () => this.#entries.delete(entry)
  }

  runDue(nowMs: number): void {
    const due = [...this.#entries].filter(({ dueMs }) => dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs)
    for (const entry of due) {
      // A timer that ran before may have cancelled this one.
      if (this.#entries.delete(entry)) entry.run()
    }
  }

  /** Infinity without timers. */
  nextMs(): number {
    return Math.min(...[...this.#entries].map(({ dueMs }) => dueMs))
  }

  clear(): void {
    this.#entries.clear()
  }
}

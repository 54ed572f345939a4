import type { Clock } from '../lib/clock.ts'

interface DelayedFrame {
  dueMs: number
  deliver(): void
}

export const maxDelayedFrames = 10_000

/** TCP delivers a stream, so a late frame holds those behind it. */
export class OrderedDelivery {
  #waiting: DelayedFrame[] = []
  #cancelTimer = () => {}

  /** @param onOverflow called in place of a delivery when too many frames wait */
  constructor(
    private readonly clock: Pick<Clock, 'elapsed' | 'after'>,
    private readonly onOverflow: () => void,
  ) {}

  push(delayMs: number, deliver: () => void): void {
    const waiting = this.#waiting
    if (delayMs === 0 && waiting.length === 0) deliver()
    else if (waiting.length >= maxDelayedFrames) this.onOverflow()
    else {
      const dueMs = Math.max(this.clock.elapsed() + delayMs, waiting.at(-1)?.dueMs ?? 0)
      waiting.push({ dueMs, deliver })
      if (waiting.length === 1) this.#schedule()
    }
  }

  stop(): void {
    this.#cancelTimer()
    this.#waiting = []
  }

  #schedule() {
    const [next] = this.#waiting
    if (next) this.#cancelTimer = this.clock.after(Math.max(0, next.dueMs - this.clock.elapsed()), this.#run)
  }

  /** A frame is removed after its delivery, so none that it causes can overtake the others. */
  readonly #run = () => {
    const now = this.clock.elapsed()
    const waiting = this.#waiting
    const count = waiting.findIndex(({ dueMs }) => dueMs > now)
    const due = count === -1 ? [...waiting] : waiting.slice(0, count)
    for (const { deliver } of due) {
      deliver()
      if (this.#waiting !== waiting) return
    }
    waiting.splice(0, due.length)
    this.#schedule()
  }
}

import type { Clock } from '../lib/clock.ts'
import { socketLimits } from './limits.ts'

const { framesPerSecond, maxFramesAtOnce } = socketLimits

/** One after the other, in the order in which they came (ruling W6). */
export class FrameQueue {
  readonly #waiting: (string | Uint8Array)[] = []
  #isBusy = false
  #tokens: number = maxFramesAtOnce
  #refilledAt: number

  /** @param process never throws */
  constructor(
    private readonly clock: Clock,
    private readonly process: (raw: string | Uint8Array) => Promise<void>,
  ) {
    this.#refilledAt = clock.elapsed()
  }

  /** @returns false when the queue is full; the frame is dropped then */
  push(raw: string | Uint8Array): boolean {
    this.#refill()
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    this.#waiting.push(raw)
    if (!this.#isBusy) void this.#run()
    return true
  }

  /** The frame that is being processed continues. */
  clear(): void {
    this.#waiting.length = 0
  }

  async #run() {
    this.#isBusy = true
    for (let raw = this.#waiting.shift(); raw !== undefined; raw = this.#waiting.shift()) {
      await this.process(raw)
    }
    this.#isBusy = false
  }

  /** A token bucket. A waiting frame holds its token, so the burst bounds the waiting frames too. */
  #refill() {
    const now = this.clock.elapsed()
    const earned = ((now - this.#refilledAt) / 1000) * framesPerSecond
    const held = this.#waiting.length + (this.#isBusy ? 1 : 0)
    this.#tokens = Math.min(maxFramesAtOnce - held, this.#tokens + earned)
    this.#refilledAt = now
  }
}

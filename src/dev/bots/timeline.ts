import type { Clock } from '../../lib/clock.ts'

export class BotTime {
  speed = 1
  #isStopped = false
  readonly #pending = new Set<() => void>()

  constructor(private readonly clock: Clock) {}

  get isStopped(): boolean {
    return this.#isStopped
  }

  now(): number {
    return this.clock.now()
  }

  after(ms: number, run: () => void): () => void {
    if (this.#isStopped) return () => {}
    const cancel = this.clock.after(ms, () => {
      this.#pending.delete(cancel)
      run()
    })
    this.#pending.add(cancel)
    return () => {
      this.#pending.delete(cancel)
      cancel()
    }
  }

  /** Pending waits never resolve after this. */
  stop(): void {
    this.#isStopped = true
    for (const cancel of this.#pending) cancel()
    this.#pending.clear()
  }
}

/** It has its own position in time, so a jump of the clock resolves all waits within it at once. */
export class Timeline {
  #positionMs: number
  #isNotified = false
  #wake: (() => void) | null = null

  constructor(
    private readonly time: BotTime,
    startMs: number,
  ) {
    this.#positionMs = startMs
  }

  async wait(seconds: number): Promise<void> {
    const ms = (seconds * 1000) / this.time.speed
    this.#positionMs += ms
    // The clock may have been moved back, which must not make this wait longer.
    const leftMs = Math.min(this.#positionMs - this.time.now(), ms)
    if (leftMs > 0 || this.time.isStopped)
      await new Promise<void>(resolve => this.time.after(leftMs, resolve))
  }

  notify(): void {
    this.#isNotified = true
    this.#wake?.()
  }

  /** The condition is checked after each `notify`. @returns whether it holds */
  async until(condition: () => boolean | Promise<boolean>, seconds: number): Promise<boolean> {
    const ms = (seconds * 1000) / this.time.speed
    const endMs = this.#positionMs + ms
    for (;;) {
      this.#isNotified = false
      if (await condition()) return true
      if (!(await this.#notifiedBefore(endMs, ms))) return condition()
    }
  }

  async #notifiedBefore(endMs: number, maxMs: number): Promise<boolean> {
    const leftMs = Math.min(endMs - this.time.now(), maxMs)
    if (!this.#isNotified && (leftMs > 0 || this.time.isStopped)) {
      await new Promise<void>(resolve => {
        const cancel = Number.isFinite(leftMs) ? this.time.after(leftMs, resolve) : () => {}
        this.#wake = () => {
          cancel()
          resolve()
        }
      })
      this.#wake = null
    }
    this.#positionMs = this.#isNotified ? Math.max(this.#positionMs, Math.min(this.time.now(), endMs)) : endMs
    return this.#isNotified
  }
}

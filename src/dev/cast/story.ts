import type { Clock } from '../../lib/clock.ts'

/** The time in which simulated people live: that of the clock, every wait divided by `speed`. It ends with the cast. */
export class CastTime {
  speed = 1
  #isOver = false
  readonly #waiting = new Set<() => void>()

  constructor(private readonly clock: Clock) {}

  get isOver(): boolean {
    return this.#isOver
  }

  now(): number {
    return this.clock.now()
  }

  /** Runs something `ms` milliseconds of the clock from now, unless the cast has stopped by then. */
  after(ms: number, run: () => void): () => void {
    if (this.#isOver) return () => {}
    const cancel = this.clock.after(ms, () => {
      this.#waiting.delete(cancel)
      run()
    })
    this.#waiting.add(cancel)
    return () => {
      this.#waiting.delete(cancel)
      cancel()
    }
  }

  /** Whoever waits waits for ever. */
  end(): void {
    this.#isOver = true
    for (const cancel of this.#waiting) cancel()
    this.#waiting.clear()
  }
}

/**
 * What one person does, one thing after the other. It keeps a time of its own: when the clock jumps by an hour,
 * everything that would have been done in that hour is done at once.
 */
export class Story {
  #atMs: number
  #hasNews = false
  #wake: (() => void) | null = null

  /** @param beganAtMs the moment of what the person reacts to */
  constructor(
    private readonly time: CastTime,
    beganAtMs: number,
  ) {
    this.#atMs = beganAtMs
  }

  async wait(seconds: number): Promise<void> {
    const ms = (seconds * 1000) / this.time.speed
    this.#atMs += ms
    // A clock that was put back makes nobody wait longer than they meant to.
    const leftMs = Math.min(this.#atMs - this.time.now(), ms)
    if (leftMs > 0 || this.time.isOver) await new Promise<void>(resolve => this.time.after(leftMs, resolve))
  }

  /** Something has happened that the person may wait for. */
  tell(): void {
    this.#hasNews = true
    this.#wake?.()
  }

  /** Waits until `isSo` holds, which is looked at after all news, but not longer than `seconds`. @returns whether it holds */
  async until(isSo: () => boolean | Promise<boolean>, seconds: number): Promise<boolean> {
    const ms = (seconds * 1000) / this.time.speed
    const endMs = this.#atMs + ms
    for (;;) {
      this.#hasNews = false
      if (await isSo()) return true
      if (!(await this.#newsBefore(endMs, ms))) return isSo()
    }
  }

  async #newsBefore(endMs: number, maxMs: number): Promise<boolean> {
    const leftMs = Math.min(endMs - this.time.now(), maxMs)
    if (!this.#hasNews && (leftMs > 0 || this.time.isOver)) {
      await new Promise<void>(resolve => {
        const cancel = Number.isFinite(leftMs) ? this.time.after(leftMs, resolve) : () => {}
        this.#wake = () => {
          cancel()
          resolve()
        }
      })
      this.#wake = null
    }
    this.#atMs = this.#hasNews ? Math.max(this.#atMs, Math.min(this.time.now(), endMs)) : endMs
    return this.#hasNews
  }
}

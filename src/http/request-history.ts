import type { Clock } from '../lib/clock.ts'

export interface RequestMinute {
  /** Milliseconds since 1970. */
  startedAtMs: number
  requests: number
  clientErrors: number
  serverErrors: number
}

const minuteMs = 60_000
const maxMinutes = 60

/** The last hour, from the first look at it. Until then a request costs nothing. */
export class RequestHistory {
  #minutes: RequestMinute[] = []
  #isOn = false

  constructor(private readonly clock: Clock) {}

  turnOn(): void {
    this.#isOn = true
  }

  count(status: number): void {
    if (!this.#isOn) return
    const minute = this.#current()
    minute.requests += 1
    if (status >= 500) minute.serverErrors += 1
    else if (status >= 400) minute.clientErrors += 1
  }

  #current(): RequestMinute {
    const startedAtMs = this.clock.now() - (this.clock.now() % minuteMs)
    const last = this.#minutes.at(-1)
    if (last?.startedAtMs === startedAtMs) return last
    const minute = { startedAtMs, requests: 0, clientErrors: 0, serverErrors: 0 }
    this.#minutes = [...this.#minutes.slice(1 - maxMinutes), minute]
    return minute
  }

  /** Oldest first, without empty minutes. */
  minutes(): readonly RequestMinute[] {
    return this.#minutes
  }
}

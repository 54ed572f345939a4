/** Bounds of a request's time, in seconds. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

interface Tally {
  labels: string
  /** How many took at most as long as each bound and longer than the one before; the last, longer than all. */
  counts: number[]
  seconds: number
}

const name = 'chayenity_request_seconds'

/**
 * How long requests took, by method, route and status: a histogram in the text form of Prometheus. prom-client has one,
 * but it sorts and hashes the labels of each request again, which takes as long as verifying who calls.
 */
export class Durations {
  readonly #tallies = new Map<string, Tally>()

  observe(method: string, route: string, status: string, seconds: number): void {
    const labels = `method="${method}",route="${route}",status="${status}"`
    let tally = this.#tallies.get(labels)
    if (!tally) {
      tally = { labels, counts: new Array(bounds.length + 1).fill(0), seconds: 0 }
      this.#tallies.set(labels, tally)
    }
    let at = 0
    while (seconds > (bounds[at] ?? Number.POSITIVE_INFINITY)) at += 1
    tally.counts[at] = (tally.counts[at] ?? 0) + 1
    tally.seconds += seconds
  }

  text(): string {
    const help = 'Requests by route and status, and how long their answers took.'
    const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`]
    for (const { labels, counts, seconds } of this.#tallies.values()) {
      let count = 0
      for (const [at, more] of counts.entries()) {
        count += more
        lines.push(`${name}_bucket{le="${bounds[at] ?? '+Inf'}",${labels}} ${count}`)
      }
      lines.push(`${name}_sum{${labels}} ${seconds}`, `${name}_count{${labels}} ${count}`)
    }
    return `${lines.join('\n')}\n`
  }
}

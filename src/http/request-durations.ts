const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export interface RouteDurations {
  method: string
  route: string
  count: number
  meanMs: number
  /** Rounded up to the next bound; null beyond the longest. */
  p95Ms: number | null
}

interface Series {
  labels: { method: string; route: string; status: number }
  /** Between each bound and the one before; the last counts the rest. */
  counts: number[]
  sum: number
}

/** One line of a Prometheus histogram, without its name. */
export interface DurationValue {
  suffix: 'bucket' | 'sum' | 'count'
  labels: Record<string, string | number>
  value: number
}

/** The `observe` of prom-client takes longer than a third of the log line, so counting is done here. */
export class RequestDurations {
  /** By route. A route has a few of them, so looking through them is quicker than to put a key together. */
  readonly #series = new Map<string, Series[]>()

  /** @param route the path of an endpoint: unknown paths are unbounded */
  count(method: string, route: string, status: number, seconds: number): void {
    const series = this.#seriesOf(method, route, status)
    let at = 0
    while (at < bounds.length && seconds > (bounds[at] ?? 0)) at += 1
    series.counts[at] = (series.counts[at] ?? 0) + 1
    series.sum += seconds
  }

  #seriesOf(method: string, route: string, status: number): Series {
    let ofRoute = this.#series.get(route)
    if (!ofRoute) {
      ofRoute = []
      this.#series.set(route, ofRoute)
    }
    const known = ofRoute.find(({ labels }) => labels.status === status && labels.method === method)
    if (known) return known
    const series = { labels: { method, route, status }, counts: new Array(bounds.length + 1).fill(0), sum: 0 }
    ofRoute.push(series)
    return series
  }

  /** By method and route. */
  routes(): RouteDurations[] {
    const byRoute = Map.groupBy(
      [...this.#series.values()].flat(),
      ({ labels }) => `${labels.method} ${labels.route}`,
    )
    return [...byRoute.values()].flatMap(all => {
      const [first] = all
      return first ? [summaryOf(first, all)] : []
    })
  }

  values(): DurationValue[] {
    return [...this.#series.values()].flat().flatMap(valuesOf)
  }
}

const valuesOf = ({ labels, counts, sum }: Series): DurationValue[] => {
  let count = 0
  const buckets = counts.map((more, at): DurationValue => {
    count += more
    return { suffix: 'bucket', labels: { ...labels, le: bounds[at] ?? '+Inf' }, value: count }
  })
  return [...buckets, { suffix: 'sum', labels, value: sum }, { suffix: 'count', labels, value: count }]
}

const summaryOf = ({ labels: { method, route } }: Series, all: readonly Series[]): RouteDurations => {
  const countAt = (at: number) => all.reduce((total, { counts }) => total + (counts[at] ?? 0), 0)
  const counts = [...bounds, Number.POSITIVE_INFINITY].map((_, at) => countAt(at))
  const count = counts.reduce((total, more) => total + more, 0)
  const seconds = all.reduce((total, { sum }) => total + sum, 0)
  let reached = 0
  const p95 = counts.findIndex(more => {
    reached += more
    return reached >= count * 0.95
  })
  const bound = bounds[p95]
  return {
    method,
    route,
    count,
    meanMs: (seconds / Math.max(1, count)) * 1000,
    p95Ms: bound === undefined ? null : bound * 1000,
  }
}

import { describe, expect, test } from 'bun:test'
import { RequestDurations } from './request-durations.ts'

const counted = (...seconds: number[]) => {
  const durations = new RequestDurations()
  for (const each of seconds) durations.count('GET', '/api/gigs', 200, each)
  return durations
}

describe('the durations of requests', () => {
  test('are a histogram for each method, route and status, as Prometheus reads it', () => {
    const durations = counted(0.001, 0.0011, 10, 10.5)
    durations.count('GET', '/api/gigs', 404, 0.3)
    durations.count('POST', '/api/gigs', 200, 0.3)
    const values = durations.values()
    const labels = { method: 'GET', route: '/api/gigs', status: 200 }
    const buckets = values.filter(
      ({ suffix, labels: { method, status } }) => suffix === 'bucket' && method === 'GET' && status === 200,
    )
    expect(buckets.map(({ labels: { le }, value }) => [le, value])).toEqual([
      [0.001, 1],
      ...[0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5].map(le => [le, 2]),
      [10, 3],
      ['+Inf', 4],
    ])
    const [sum, count] = ['sum', 'count'].map(suffix => values.find(value => value.suffix === suffix))
    expect(sum).toEqual({ suffix: 'sum', labels, value: 20.5021 })
    expect(count).toEqual({ suffix: 'count', labels, value: 4 })
    expect(values.filter(({ suffix }) => suffix === 'count').map(({ value }) => value)).toEqual([4, 1, 1])
  })

  test('are summed up by route, whatever the status', () => {
    const durations = counted(0.1, 0.2)
    durations.count('GET', '/api/gigs', 500, 0.6)
    durations.count('POST', '/api/gigs', 201, 0.004)
    const [read, written, ...others] = durations.routes()
    expect(read).toEqual({
      method: 'GET',
      route: '/api/gigs',
      count: 3,
      meanMs: expect.closeTo(300),
      p95Ms: 1000,
    })
    expect(written).toEqual({ method: 'POST', route: '/api/gigs', count: 1, meanMs: 4, p95Ms: 5 })
    expect(others).toEqual([])
    expect(new RequestDurations().routes()).toEqual([])
  })

  test('have as their 95th percentile the bound that 19 of 20 keep to', () => {
    const p95Of = (slow: number) =>
      counted(
        ...Array.from({ length: 20 - slow }, () => 0.02),
        ...Array.from({ length: slow }, () => 4),
      ).routes()[0]?.p95Ms
    expect([p95Of(0), p95Of(1), p95Of(2)]).toEqual([25, 25, 5000])
    expect(counted(10).routes()[0]?.p95Ms).toBe(10_000)
    expect(counted(10.1).routes()[0]?.p95Ms).toBeNull()
  })
})

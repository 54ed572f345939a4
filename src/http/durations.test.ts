import { describe, expect, test } from 'bun:test'
import { Durations } from './durations.ts'

describe('the histogram of durations', () => {
  test('counts each request in every bucket whose bound it keeps, by method, route and status', () => {
    const durations = new Durations()
    for (const seconds of [0.001, 0.002, 11]) durations.observe('GET', '/api/gigs', '200', seconds)
    durations.observe('GET', '/api/gigs', '401', 0.5)
    const lines = durations.text().split('\n')
    const of = (status: string) => `method="GET",route="/api/gigs",status="${status}"`
    expect(lines).toContain('# TYPE chayenity_request_seconds histogram')
    expect(lines).toContain(`chayenity_request_seconds_bucket{le="0.001",${of('200')}} 1`)
    expect(lines).toContain(`chayenity_request_seconds_bucket{le="0.0025",${of('200')}} 2`)
    expect(lines).toContain(`chayenity_request_seconds_bucket{le="10",${of('200')}} 2`)
    expect(lines).toContain(`chayenity_request_seconds_bucket{le="+Inf",${of('200')}} 3`)
    expect(lines).toContain(`chayenity_request_seconds_count{${of('200')}} 3`)
    expect(lines).toContain(`chayenity_request_seconds_sum{${of('200')}} 11.003`)
    expect(lines).toContain(`chayenity_request_seconds_bucket{le="0.25",${of('401')}} 0`)
    expect(lines).toContain(`chayenity_request_seconds_bucket{le="0.5",${of('401')}} 1`)
  })
})

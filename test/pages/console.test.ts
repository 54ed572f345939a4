import { describe, expect, test } from 'bun:test'
import { changedBetween } from '../../src/pages/console/city/city-marks.ts'
import type { DevCity, DevLogEntry, DevRule } from '../../src/pages/console/controls.ts'
import { asCurl, asFetch } from '../../src/pages/console/live/as-code.ts'
import { outcomeOf, selectEntries, titleOf, toneOf } from '../../src/pages/console/live/entry-text.ts'
import { Traffic } from '../../src/pages/console/live/traffic.ts'
import { describeRule } from '../../src/pages/console/rule-text.ts'
import { clientsWithHint } from '../../src/pages/console/switches/hint-clients.ts'

const request: DevLogEntry = {
  id: 1,
  world: '',
  kind: 'request',
  at: '2026-01-31T09:00:00.000000Z',
  ms: 4,
  method: 'POST',
  path: '/api/gigs',
  query: '',
  user_id: 'mali-id',
  status: 201,
  code: null,
  hint: null,
  prefer: null,
  rule_id: null,
  frame: null,
  copies: null,
  request_headers: {},
  request_body: null,
  response_headers: {},
  response_body: null,
}
const frame: DevLogEntry = {
  ...request,
  id: 2,
  kind: 'frame_sent',
  method: null,
  path: '/ws/chat/1',
  status: null,
  frame: 'message',
  copies: 1,
}
const words = {
  ...{ pending: 'waiting', noResponse: 'no response', lost: 'lost', twice: 'twice', closed: 'closed' },
  ...{ everybody: 'everybody', sockets: 'sockets', timesLeft: (count: number) => `${count} more` },
}
const nameOf = (id: string | null) => (id === 'mali-id' ? 'Mali' : (id ?? 'nobody'))

describe('an entry of the log in words', () => {
  test('is the request and what became of it', () => {
    const cases: [Partial<DevLogEntry>, string, string][] = [
      [{}, '201', 'good'],
      [{ status: 422, code: 'VALIDATION_ERROR' }, '422 VALIDATION_ERROR', 'bad'],
      [{ status: null, ms: null }, 'waiting', 'wait'],
      [{ status: null }, 'no response', 'bad'],
    ]
    for (const [change, outcome, tone] of cases) {
      const entry = { ...request, ...change }
      expect([titleOf(entry), outcomeOf(entry, words), toneOf(entry)]).toEqual([
        'POST /api/gigs',
        outcome,
        tone,
      ])
    }
  })

  test('is the frame, its direction and whether it arrived', () => {
    expect([titleOf(frame), outcomeOf(frame, words), toneOf(frame)]).toEqual([
      '↓ message /ws/chat/1',
      '',
      'plain',
    ])
    expect(outcomeOf({ ...frame, copies: 0 }, words)).toBe('lost')
    expect(outcomeOf({ ...frame, copies: 2 }, words)).toBe('twice')
    expect(titleOf({ ...frame, kind: 'frame_received', frame: null })).toBe('↑ /ws/chat/1')
    expect(outcomeOf({ ...frame, kind: 'socket_closed', status: 4009 }, words)).toBe('closed 4009')
  })
})

describe('the filter of the log', () => {
  const entries = [request, frame, { ...request, id: 3, status: 429, code: 'RATE_LIMITED' as const }]
  const ids = (...filter: [Parameters<typeof selectEntries>[1], string]) =>
    selectEntries(entries, ...filter, nameOf).map(({ id }) => id)

  test('has the newest first, and views of requests, frames and errors', () => {
    expect(ids('all', '')).toEqual([3, 2, 1])
    expect(ids('requests', '')).toEqual([3, 1])
    expect(ids('frames', '')).toEqual([2])
    expect(ids('errors', '')).toEqual([3])
  })

  test('finds every word of the text in path, name, status, code and frame', () => {
    expect(ids('all', 'rate_limited')).toEqual([3])
    expect(ids('all', 'mali post 201')).toEqual([1])
    expect(ids('all', 'MESSAGE chat')).toEqual([2])
    expect(ids('all', 'somchai')).toEqual([])
  })
})

describe('a request as code', () => {
  const sent: DevLogEntry = {
    ...request,
    query: 'from=it',
    request_headers: {
      authorization: 'Bearer ***',
      'content-type': 'application/json',
      host: 'localhost',
      'sec-fetch-site': 'same-origin',
    },
    request_body: `{"title":"Somchai's sofa"}`,
  }

  test('runs in a shell, with $TOKEN where the token was', () => {
    const command = asCurl(sent, 'http://localhost:8000')
    expect(command).toBe(
      `curl 'http://localhost:8000/api/gigs?from=it' -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' --data-raw '{"title":"Somchai'\\''s sofa"}'`,
    )
    const echoed = Bun.spawnSync(['sh', '-c', command.replace('curl', 'printf "%s\\n"')], {
      env: { TOKEN: 'mine' },
    })
    expect(echoed.stdout.toString().split('\n')).toContain('authorization: Bearer mine')
    expect(echoed.stdout.toString().split('\n')).toContain(`{"title":"Somchai's sofa"}`)
  })

  test('is a call of fetch', () => {
    expect(asFetch(sent, 'http://localhost:8000')).toContain('"Bearer $TOKEN"')
    expect(asFetch({ ...sent, method: 'GET' }, '')).not.toContain('body')
    expect(asCurl({ ...sent, method: 'DELETE', request_body: null }, '')).toContain(' -X DELETE ')
  })
})

describe('what the console says', () => {
  test('of a fault rule in one line', () => {
    const rule: DevRule = {
      id: '1',
      user_id: 'mali-id',
      method: 'POST',
      path: '/api/gigs/*/accept',
      prefer: 'error=OVERLOADED',
      times_left: 1,
      socket: { latency_ms: 300, loss: 0.05, doubles: 0, tunnel: null },
    }
    expect(describeRule(rule, nameOf, words)).toBe(
      'Mali · POST /api/gigs/*/accept · error=OVERLOADED · sockets: latency 300 ms, loss 5 % · 1 more',
    )
    const everybody = { ...rule, user_id: null, method: null, path: null, times_left: null, socket: null }
    expect(describeRule(everybody, nameOf, words)).toBe('everybody · error=OVERLOADED')
  })

  test('of a hint by client', () => {
    const hinted = { ...request, hint: 'Do so.', request_headers: { 'user-agent': 'Dart/3.5' } }
    expect(clientsWithHint([hinted, hinted, request], 'Do so.')).toEqual(['2× Dart/3.5'])
  })

  test('of a city: which gigs and people have changed', () => {
    const gig = (id: string, updated_at: string, helper_id: string | null) => ({
      ...{ id, updated_at, helper_id, seeker_id: `${id}-seeker`, title: '', status: 'PENDING' as const },
      ...{ budget: 1, latitude: 1, longitude: 1 },
    })
    const city = (...gigs: DevCity['gigs']): DevCity => ({ people: [], people_count: 0, gigs, gig_count: 0 })
    const before = city(gig('a', '1', null), gig('b', '1', null))
    const after = city(gig('a', '2', 'mali-id'), gig('b', '1', null), gig('c', '1', null))
    expect(changedBetween(before, after)).toEqual(['a', 'a-seeker', 'mali-id', 'c', 'c-seeker'])
  })
})

describe('the traffic of the last minutes', () => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 31, 9, 0, seconds)).toISOString()
  const answered = (seconds: number, ms: number | null, status: number | null = 200): DevLogEntry => ({
    ...request,
    at: at(seconds),
    ms,
    status,
  })
  const trafficOf = (...entries: DevLogEntry[]) => {
    const traffic = new Traffic()
    for (const entry of entries) traffic.add(entry)
    return traffic
  }

  test('counts each answered request and its time in steps of five seconds', () => {
    const traffic = trafficOf(
      answered(0, 3),
      answered(4, 9),
      answered(4, 5, 404),
      answered(5, null, null),
      answered(11, 2, null),
    )
    const series = traffic.series(Date.parse(at(14)))
    const last = (values: readonly (number | null)[]) => values.slice(-3)
    expect(last(series.at)).toEqual([0, 5, 10].map(seconds => Date.parse(at(seconds)) / 1000))
    expect(last(series.requests)).toEqual([3, 0, 1])
    expect(last(series.errors)).toEqual([1, 0, 1])
    expect(last(series.median)).toEqual([5, null, 2])
    expect(last(series.slowest)).toEqual([9, null, 2])
    expect(traffic.sum(Date.parse(at(14)))).toEqual({ requests: 4, errors: 2, median: 5, slowest: 9 })
  })

  test('leaves out frames and sockets, and what is older than ten minutes', () => {
    const traffic = trafficOf({ ...frame, at: at(0) }, answered(0, 90, 101), answered(0, 7), answered(601, 8))
    const sum = traffic.sum(Date.parse(at(601)))
    expect(sum).toEqual({ requests: 1, errors: 0, median: 8, slowest: 8 })
    expect(traffic.series(Date.parse(at(601))).requests).toHaveLength(120)
  })
})

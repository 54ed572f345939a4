import { describe, expect, test } from 'bun:test'
import { Hints } from './hints.ts'

const usual = { method: 'POST', path: '/api/gigs', query: '', body: '', status: 422 }

const hintFor = (changes: Partial<typeof usual> = {}, headers: Record<string, string> = {}): string | null =>
  new Hints().record({ ...usual, ...changes, headers: new Headers(headers) })

const json = { 'content-type': 'application/json; charset=utf-8' }

describe('a hint', () => {
  test('about Bearer goes to who sends a bare token and is refused, and to nobody else', () => {
    const bare = { authorization: 'eyJhbGciOi' }
    expect(hintFor({ status: 401 }, bare)).toMatch(/the word Bearer is missing/)
    expect(hintFor({ status: 200 }, bare)).toBeNull()
    expect(hintFor({ status: 401 })).toBeNull()
    expect(hintFor({ status: 401 }, { authorization: 'bearer eyJhbGciOi' })).toBeNull()
    expect(hintFor({ status: 401, path: '/api/auth/login' }, bare)).toBeNull()
  })

  test('about a refresh goes to who sends one token of two', () => {
    const path = '/api/auth/refresh'
    expect(hintFor({ path })).toMatch(/A refresh needs two tokens/)
    expect(hintFor({ path }, { 'x-access-token': 'old' })).toBeNull()
    expect(hintFor({ path: '/api/auth/me' })).toBeNull()
  })

  test('about X-Access-Token goes to who writes Bearer into it', () => {
    expect(hintFor({}, { 'x-access-token': 'Bearer old' })).toMatch(/without the word Bearer/)
    expect(hintFor({}, { 'x-access-token': 'bearerless' })).toBeNull()
  })

  test('about logging out goes to who does not post', () => {
    expect(hintFor({ path: '/api/auth/logout', method: 'GET' })).toMatch(/Logging out is POST/)
    expect(hintFor({ path: '/api/auth/logout' })).toBeNull()
    expect(hintFor({ method: 'GET' })).toBeNull()
  })

  test('about forms goes to who sends JSON to a login or an upload', () => {
    expect(hintFor({ path: '/api/auth/login' }, json)).toMatch(/A login is a form/)
    expect(hintFor({ path: '/api/auth/login' })).toBeNull()
    expect(hintFor({ path: '/api/upload/image' }, json)).toMatch(/An upload is a form/)
    expect(hintFor({ path: '/api/upload/image', method: 'DELETE' }, json)).toBeNull()
    expect(hintFor({ path: '/api/upload/image' })).toBeNull()
    expect(hintFor({ path: '/api/gigs' }, json)).toBeNull()
  })

  test('about capitals goes to who was refused for a status in small letters', () => {
    expect(hintFor({ body: '{"status": "accepted"}' })).toMatch(/written in capitals/)
    expect(hintFor({ query: '?limit=1&status=pending' })).toMatch(/written in capitals/)
    expect(hintFor({ body: '{"status": "ACCEPTED"}' })).toBeNull()
    expect(hintFor({ query: '?status=PENDING' })).toBeNull()
    expect(hintFor({ body: '{"status": "accepted"}', status: 200 })).toBeNull()
  })

  test('about the era goes to who counts as in Thailand', () => {
    expect(hintFor({ body: '{"at": "2568-10-01"}' })).toMatch(/Buddhist era/)
    expect(hintFor({ query: '?from=2699-01-01' })).toMatch(/Buddhist era/)
    expect(hintFor({ body: '{"at": "2025-10-01"}', query: '?from=2700-01-01' })).toBeNull()
  })

  describe('about zones', () => {
    const time = '"starts_at": "2025-10-01T14:00:00"'

    test('goes to who leaves them out', () => {
      expect(hintFor({ body: `{${time}}` })).toMatch(/^Say the zone of a time/)
      expect(hintFor({ body: '{"starts_at": "2025-10-01 14:00"}' })).toMatch(/^Say the zone/)
      expect(hintFor({ body: '{"starts_at": "2025-10-01T14:00:00Z"}' })).toBeNull()
    })

    const placed = (latitude: number, longitude: number) =>
      hintFor({ body: `{${time}, "latitude": ${latitude}, "longitude": ${longitude}}` })

    test('names seven hours where the request is from Thailand, up to its borders', () => {
      const isThai = (hint: string | null) => /seven hours behind Thailand/.test(hint ?? '')
      for (const [latitude, longitude] of [
        [13.75, 100.5],
        [5.6, 97.3],
        [20.5, 105.7],
      ] as const)
        expect(isThai(placed(latitude, longitude))).toBe(true)
      for (const [latitude, longitude] of [
        [5.5, 100.5],
        [20.6, 100.5],
        [13.75, 97.2],
        [13.75, 105.8],
        [-13.75, 100.5],
      ] as const)
        expect(isThai(placed(latitude, longitude))).toBe(false)
      expect(isThai(hintFor({ body: `{${time}}` }, { 'accept-language': 'th-TH' }))).toBe(true)
      expect(isThai(hintFor({ body: `{${time}}` }, { 'accept-language': 'the' }))).toBe(false)
      expect(isThai(hintFor({ body: `{${time}, "title": "ช่วยขนของ"}` }))).toBe(true)
    })
  })
})

describe('the counts of hints', () => {
  const outcome = { ...usual, headers: new Headers() }

  test('have how often and where each was sent last, the most frequent first, until they are cleared', () => {
    const hints = new Hints()
    hints.record({ ...outcome, path: '/api/auth/logout', method: 'GET' })
    for (const path of ['/api/gigs', '/api/gigs/1'])
      hints.record({ ...outcome, path, body: '{"status":"pending"}' })
    expect(hints.list()).toEqual([
      { hint: expect.stringContaining('capitals'), count: 2, lastSeen: 'POST /api/gigs/1' },
      { hint: expect.stringContaining('Logging out'), count: 1, lastSeen: 'GET /api/auth/logout' },
    ])
    hints.clear()
    expect(hints.list()).toEqual([])
  })
})

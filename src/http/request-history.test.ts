import { describe, expect, test } from 'bun:test'
import { manualClock } from '../lib/clock.ts'
import { RequestHistory } from './request-history.ts'

const noon = Date.UTC(2026, 10, 25, 12)
const minuteMs = 60_000

const open = () => {
  const clock = manualClock(noon + 30_000)
  const history = new RequestHistory(clock)
  return { clock, history }
}

describe('the requests of the last hour', () => {
  test('are counted from the first look at them', () => {
    const { history } = open()
    history.count(200)
    expect(history.minutes()).toEqual([])
    history.turnOn()
    history.count(200)
    expect(history.minutes()).toEqual([{ startedAtMs: noon, requests: 1, clientErrors: 0, serverErrors: 0 }])
  })

  test('are counted by the minute, with the errors of clients and of the server apart', () => {
    const { clock, history } = open()
    history.turnOn()
    for (const status of [200, 304, 399, 400, 404, 499, 500, 503]) history.count(status)
    clock.advance(29_999)
    history.count(201)
    clock.advance(1)
    history.count(500)
    clock.advance(2 * minuteMs)
    history.count(429)
    expect(history.minutes()).toEqual([
      { startedAtMs: noon, requests: 9, clientErrors: 3, serverErrors: 2 },
      { startedAtMs: noon + minuteMs, requests: 1, clientErrors: 0, serverErrors: 1 },
      { startedAtMs: noon + 3 * minuteMs, requests: 1, clientErrors: 1, serverErrors: 0 },
    ])
  })

  test('are those of sixty minutes', () => {
    const { clock, history } = open()
    history.turnOn()
    for (let minute = 0; minute < 62; minute += 1) {
      history.count(200)
      clock.advance(minuteMs)
    }
    const minutes = history.minutes()
    expect(minutes).toHaveLength(60)
    expect(minutes[0]?.startedAtMs).toBe(noon + 2 * minuteMs)
  })
})

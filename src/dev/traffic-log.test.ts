import { describe, expect, test } from 'bun:test'
import { cutBody, droppedBody, type LogEntry, maxBodyLength, maxEntries, TrafficLog } from './traffic-log.ts'

const openLog = () => {
  const published: LogEntry[] = []
  let lastId = 0
  const log = new TrafficLog('worker-1', {
    nextId: () => {
      lastId += 1
      return lastId
    },
    publish: entry => published.push({ ...entry }),
  })
  return { log, published }
}

describe('the log of a world', () => {
  test('publishes each entry when it is added and when it is complete', () => {
    const { log, published } = openLog()
    log.complete(log.add({ kind: 'request', path: '/health' }), { status: 200, ms: 1 })
    expect(published).toMatchObject([
      { id: 1, world: 'worker-1', path: '/health', status: null },
      { id: 1, status: 200, ms: 1 },
    ])
  })

  test('keeps the newest 500 entries', () => {
    const { log } = openLog()
    for (let at = 0; at < maxEntries + 2; at += 1) log.add({ kind: 'request', path: '/health' })
    expect(log.list().map(({ id }) => id)).toEqual(Array.from({ length: maxEntries }, (_, at) => at + 3))
    log.clear()
    expect(log.list()).toEqual([])
  })

  test('drops the oldest bodies where all of them together are too long, and cuts each', () => {
    const { log } = openLog()
    const body = cutBody('x'.repeat(100_000))
    expect(body).toEndWith('x… (100000 characters)')
    expect(body.length).toBeLessThan(maxBodyLength + 40)
    for (let at = 0; at < 80; at += 1) log.add({ kind: 'request', path: '/health', requestBody: body })
    const bodies = log.list().map(({ requestBody }) => requestBody ?? '')
    expect([bodies[0], bodies.at(-1)]).toEqual([droppedBody, body])
    expect(bodies.join('').length).toBeLessThan(1_100_000)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import { readServerFigures, toServerFiguresView } from './server-figures.ts'
import { findServerState, setServerState } from './server-state.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const figures = async () => toServerFiguresView(await readServerFigures(server.ctx))

describe('the figures of the server', () => {
  test('show the ten slowest operations by their mean, of those with five requests or more', async () => {
    const state = findServerState(server.ctx)
    if (!state) throw new Error('The server has no state.')
    const route = (meanMs: number, count: number) => ({
      method: 'GET',
      route: `/api/${meanMs}`,
      count,
      meanMs,
      p95Ms: meanMs > 100 ? null : 100,
    })
    const routes = [3, 11, 5, 1, 120, 7, 2, 9, 4, 8, 6, 10].map(meanMs => route(meanMs, 5))
    setServerState(server.ctx, { ...state, routes: () => [...routes, route(1000, 4)] })
    const { slowest } = await figures()
    setServerState(server.ctx, state)
    expect(slowest.map(({ mean_ms }) => mean_ms)).toEqual([120, 11, 10, 9, 8, 7, 6, 5, 4, 3])
    expect(slowest.slice(0, 2)).toEqual([
      { method: 'GET', route: '/api/120', requests: 5, mean_ms: 120, p95_ms: null },
      { method: 'GET', route: '/api/11', requests: 5, mean_ms: 11, p95_ms: 100 },
    ])
  })

  test('show the requests of each minute, and the errors among them', async () => {
    const state = findServerState(server.ctx)
    if (!state) throw new Error('The server has no state.')
    const minute = { startedAtMs: 1_795_608_000_000, requests: 9, clientErrors: 3, serverErrors: 2 }
    setServerState(server.ctx, { ...state, minutes: () => [minute] })
    const { minutes } = await figures()
    setServerState(server.ctx, state)
    expect(minutes.map(({ at, ...counts }) => [String(at), counts])).toEqual([
      ['2026-11-25T12:00:00.000000Z', { requests: 9, client_errors: 3, server_errors: 2 }],
    ])
  })

  test('name the bounds with what is used of them, and the limits in force', async () => {
    const { bounds, limits, database_bytes, disk, problems } = await figures()
    expect(bounds.find(({ name }) => name === 'writer_waiting')).toEqual({
      name: 'writer_waiting',
      used: 0,
      max: 10_000,
    })
    const { rateLimit, backupKeep } = server.ctx.config
    expect(limits).toContainEqual({ name: 'RATE_LIMIT', value: rateLimit ? 'on' : 'off' })
    expect(limits).toContainEqual({ name: 'BACKUP_KEEP', value: String(backupKeep) })
    expect({ database_bytes, disk, problems }).toEqual({ database_bytes: 0, disk: 'plenty', problems: [] })
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { chayenityFixtures, connectChayenity, type World } from '../../src/testing/index.ts'
import { findServer, platforms } from '../../src/testing/platform.ts'

interface Asked {
  method: string
  path: string
  world: string | null
  type: string | null
  body: string
}

let asked: Asked[]
let answer: (asked: Asked) => Response
let server: Bun.Server<undefined>
let world: World
beforeEach(() => {
  asked = []
  answer = () => new Response(null, { status: 204 })
  server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async request => {
      const { pathname, search } = new URL(request.url)
      const { headers, method } = request
      const one: Asked = {
        method,
        path: pathname + search,
        world: headers.get('x-world'),
        type: headers.get('content-type'),
        body: await request.text(),
      }
      asked.push(one)
      return answer(one)
    },
  })
  world = connectChayenity(server.url.origin).world('worker-1')
})
afterEach(() => server.stop(true))

const lines = () =>
  asked.map(({ method, path, body }) => [`${method} ${path}`, body].filter(Boolean).join(' '))

describe('a world of a test', () => {
  test('asks the server for what it is told, each time in its name', async () => {
    await world.reset()
    await world.checkpoint('paid')
    await world.restore('paid')
    await world.heal()
    await world.end()
    expect(lines()).toEqual([
      'POST /api/_dev/reset',
      'POST /api/_dev/checkpoints/paid',
      'POST /api/_dev/checkpoints/paid/restore',
      'DELETE /api/_dev/rules',
      'DELETE /api/_dev/worlds/worker-1',
    ])
    expect(new Set(asked.map(one => one.world))).toEqual(new Set(['worker-1']))
    expect(new Set(asked.map(one => one.type))).toEqual(new Set([null]))
    expect([world.name, world.url, world.headers]).toEqual([
      'worker-1',
      server.url.origin,
      { 'X-World': 'worker-1' },
    ])
  })

  test('moves its clock', async () => {
    await world.clock.advance(90)
    await world.clock.freeze()
    await world.clock.resume()
    await world.clock.set(new Date(Date.UTC(2026, 5, 15, 12)))
    expect(lines()).toEqual([
      'POST /api/_dev/clock {"action":"advance","seconds":90}',
      'POST /api/_dev/clock {"action":"freeze"}',
      'POST /api/_dev/clock {"action":"resume"}',
      'POST /api/_dev/clock {"action":"set","at":"2026-06-15T12:00:00.000Z"}',
    ])
    expect(new Set(asked.map(one => one.type))).toEqual(new Set(['application/json']))
  })

  test('is saved as the text that the server sends', async () => {
    answer = () => new Response('{"chayenity_world":"1"}')
    expect(await world.save()).toBe('{"chayenity_world":"1"}')
    expect(lines()).toEqual(['GET /api/_dev/world.json'])
  })

  test('has a log, filtered by what is asked for', async () => {
    answer = () => Response.json({ entries: [{ id: 3 }] })
    expect(await world.log()).toMatchObject([{ id: 3 }])
    await world.log({ path: '/api/gigs/*/accept', status: 409 })
    expect(lines()).toEqual([
      'GET /api/_dev/log',
      'GET /api/_dev/log?path=%2Fapi%2Fgigs%2F*%2Faccept&status=409',
    ])
  })

  test('logs somebody in without a password, with an expired token where that is asked for', async () => {
    const tokens = { access_token: 'access', refresh_token: 'refresh' }
    answer = ({ path }) => Response.json(path.endsWith('/login-as') ? tokens : { id: 'mali' })
    await world.loginAs('mali')
    await world.loginAs('mali', { expired: true })
    expect(lines()).toEqual([
      'POST /api/_dev/login-as {"user":"mali","expired":false}',
      'POST /api/_dev/login-as {"user":"mali","expired":true}',
    ])
  })

  test('fails as it is told until the fault is ended, and a fault that was used up is ended already', async () => {
    answer = ({ method }) =>
      method === 'POST' ? Response.json({ id: 'f1' }) : new Response('', { status: 404 })
    const end = await world.fail({ path: '/api/gigs', prefer: 'code=503', times: 1 })
    await end()
    expect(lines()).toEqual([
      'POST /api/_dev/rules {"path":"/api/gigs","prefer":"code=503","times":1}',
      'DELETE /api/_dev/rules/f1',
    ])
  })

  test('says what it asked and what was answered where the server refuses', async () => {
    answer = () => new Response('There is no checkpoint "paid".', { status: 404 })
    await expect(world.restore('paid')).rejects.toThrow(
      'POST /api/_dev/checkpoints/paid/restore was answered 404: There is no checkpoint "paid".',
    )
    await expect(world.save()).rejects.toThrow('GET /api/_dev/world.json was answered 404')
  })
})

describe('the fixtures of a test runner', () => {
  test('give each worker a world of its own, which is reset before the test', async () => {
    const { url, world: open } = connectChayenity(server.url.origin)
    const seen: string[] = []
    const use = async (given: World) => {
      seen.push(given.name, ...lines())
    }
    const chayenity = { url, world: open, stop: async () => {} }
    await chayenityFixtures().world({ chayenity }, use, { parallelIndex: 3 })
    expect(seen).toEqual(['worker-3', 'POST /api/_dev/reset'])
    expect(asked[0]?.world).toBe('worker-3')
  })
})

describe('the server in the package', () => {
  test('is missing with a sentence that says how to get it', () => {
    expect(platforms).toContain(`${process.platform}-${process.arch}`)
    expect(findServer).toThrow(
      `The package chayenity-${process.platform}-${process.arch} is missing. Install chayenity again, with optional dependencies.`,
    )
  })
})

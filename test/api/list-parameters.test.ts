import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import openApi from '../contract/openapi.json'
import { fillListedWorld, type ListedWorld } from '../support/listed-world.ts'
import { type List, type Listed, lists } from '../support/lists.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** Every query parameter of every list of the document makes a difference (G6, K2, K5, U2, C2, F6, P4). */

let server: TestServer
let world: ListedWorld

beforeAll(async () => {
  server = await startTestServer()
  world = await fillListedWorld(server)
})
afterAll(() => server.stop())

/** Operations whose parameters choose no part of a list; test/api/file-serving.test.ts proves them. */
const noLists = ['GET /api/upload/{file_id}']

const read = async (name: string, list: List, query: string) => {
  const parameters = new URLSearchParams(list.base)
  for (const [parameter, value] of new URLSearchParams(query)) {
    if (value === '') parameters.delete(parameter)
    else parameters.set(parameter, value)
  }
  const path = list.path?.(world) ?? name.replace('GET ', '')
  const answer = await world[list.reader].client.get<Listed>(`${path}?${parameters}`)
  const found = list.field === undefined ? answer.body : answer.body[list.field]
  if (answer.status !== 200 || !Array.isArray(found)) throw new Error(`${query}: ${JSON.stringify(answer)}`)
  const names = found.map((listed: Listed) => list.nameOf(listed, world))
  return { names: list.isUnordered ? names.sort() : names, body: answer.body }
}

describe('the parameters of the lists', () => {
  test('are those of the document, each with a row of this table that makes a difference', () => {
    const documented = Object.entries(openApi.paths).flatMap(([path, methods]) => {
      const parameters = Object.entries(methods).flatMap(([method, operation]) =>
        method === 'get' && 'parameters' in operation ? operation.parameters : [],
      )
      return parameters
        .filter(parameter => parameter.in === 'query' && !noLists.includes(`GET ${path}`))
        .map(parameter => `GET ${path} ${parameter.name}`)
    })
    const proved = Object.entries(lists).flatMap(([name, list]) =>
      Object.entries(list.parameters)
        .filter(([, cases]) => cases.some(([, gives]) => String(gives) !== String(list.all)))
        .map(([parameter]) => `${name} ${parameter}`),
    )
    expect(documented.length).toBeGreaterThan(30)
    expect(proved.sort()).toEqual(documented.sort())
  })
})

for (const [name, list] of Object.entries(lists)) {
  describe(name, () => {
    test('gives everything without them', async () => {
      expect((await read(name, list, '')).names).toEqual(list.all)
    })

    test.each(Object.entries(list.parameters))('is ruled by %s', async (_, cases) => {
      for (const [query, gives] of cases) {
        const text = typeof query === 'string' ? query : query(world)
        expect([query, (await read(name, list, text)).names]).toEqual([query, gives])
      }
    })
  })
}

describe('the pages of a list (G6)', () => {
  const paged = Object.entries(lists).filter(([, { parameters }]) => 'skip' in parameters)

  test.each(paged)(
    '%s: every size gives everything once, and has_more until the last',
    async (name, list) => {
      const hasMore = 'has_more' in (await read(name, list, '')).body
      for (let limit = 1; limit <= list.all.length + 1; limit += 1) {
        const found: string[] = []
        for (let skip = 0; skip < list.all.length; skip += limit) {
          const { names, body } = await read(name, list, `skip=${skip}&limit=${limit}`)
          if (list.isBackwards) found.unshift(...names)
          else found.push(...names)
          expect([limit, skip, body.total_count]).toEqual([limit, skip, list.all.length])
          if (hasMore)
            expect([limit, skip, body.has_more]).toEqual([limit, skip, skip + limit < list.all.length])
        }
        expect([limit, found]).toEqual([limit, list.all])
      }
    },
  )

  test('shows has_more where the contract does, and elsewhere the total alone', async () => {
    const shown = await Promise.all(
      paged.map(async ([name, list]) => ('has_more' in (await read(name, list, '')).body ? [name] : [])),
    )
    expect(shown.flat()).toEqual([
      'GET /api/gigs/search',
      'GET /api/gigs',
      'GET /api/gigs/my-gigs',
      'GET /api/chat/rooms',
      'GET /api/chat/rooms/{room_id}/messages',
    ])
  })

  test.each([
    ['GET /api/notifications', () => world.notificationIds[2], 3],
    ['GET /api/chat/rooms/{room_id}/messages', () => world.messageIds[0], 2],
  ] as const)('%s: has_more behind a known one is right to the last', async (name, known, behind) => {
    const list = lists[name]
    if (!list) throw new Error(`${name} is not in the table.`)
    for (let limit = 1; limit <= behind + 1; limit += 1) {
      const { body } = await read(name, list, `after=${known()}&limit=${limit}`)
      expect([limit, body.has_more]).toEqual([limit, limit < behind])
    }
  })
})

import { afterAll, describe, expect, test } from 'bun:test'
import { exampleGig, type GigJson, type GigPageJson } from '../support/gigs.ts'
import { joinSomchai, type Person } from '../support/people.ts'
import { startProcess, temporaryFolder } from '../support/process.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const startServer = () => startProcess(['serve'], { DATA_DIR: folder.path, RATE_LIMIT: 'off' })

describe('a crash between the effect and the answer (P7)', () => {
  test('neither loses nor doubles what was asked for with a key', async () => {
    const keys = Array.from({ length: 200 }, (_, at) => `gig ${at}`)
    const post = (person: Person, key: string) =>
      person.client.send<GigJson>('POST', '/api/gigs', {
        body: { ...exampleGig, title: key },
        headers: { 'idempotency-key': key },
      })

    const first = await startServer()
    const somchai = await joinSomchai(first)
    const told = new Map<string, GigJson>()
    const killed = Promise.withResolvers<number>()
    const waiting = [...keys]
    const askOn = async () => {
      for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
        const { body } = await post(somchai, key)
        told.set(key, body)
        if (told.size === 40) killed.resolve(first.end('SIGKILL'))
      }
    }
    const ends = await Promise.allSettled(Array.from({ length: 16 }, askOn))
    await killed.promise
    expect(ends.some(({ status }) => status === 'rejected')).toBe(true)

    const second = await startServer()
    const client = somchai.client.at(second.url)
    const repeated = await Promise.all(keys.map(key => post({ ...somchai, client }, key)))
    for (const [at, key] of keys.entries()) {
      const known = told.get(key)
      if (known) expect(repeated[at]?.body).toEqual(known)
      expect(repeated[at]?.body.title).toBe(key)
    }
    const mine = await client.get<GigPageJson>('/api/gigs/my-gigs')
    expect(mine.body.total_count).toBe(keys.length)
    await second.end('SIGKILL')
  }, 30_000)
})

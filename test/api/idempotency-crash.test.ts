import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { exampleGig, type GigJson, type GigPageJson } from '../support/gigs.ts'
import { joinSomchai, type Person } from '../support/people.ts'

const dataDir = mkdtempSync(joinPath(tmpdir(), 'chayenity-crash-'))
const running = new Set<Bun.Subprocess>()

afterAll(async () => {
  for (const server of running) {
    server.kill('SIGKILL')
    await server.exited
  }
  rmSync(dataDir, { recursive: true })
})

/** The product as a process of its own, so that it can be killed. */
const startProcess = async () => {
  const env = { PATH: process.env.PATH ?? '', DATA_DIR: dataDir, PORT: '0', RATE_LIMIT: 'off' }
  const server = Bun.spawn([process.execPath, 'src/main.ts', 'serve'], {
    env,
    stdout: 'pipe',
    stderr: 'inherit',
  })
  running.add(server)
  const kill = async () => {
    server.kill('SIGKILL')
    await server.exited
    running.delete(server)
  }
  let lines = ''
  const decoder = new TextDecoder()
  for await (const chunk of server.stdout) {
    lines += decoder.decode(chunk, { stream: true })
    const url = /"url":"([^"]+)"/.exec(lines)?.[1]
    if (url) return { url, kill }
  }
  throw new Error(`The server did not start: ${lines}`)
}

describe('a crash between the effect and the answer (P7)', () => {
  test('neither loses nor doubles what was asked for with a key', async () => {
    const keys = Array.from({ length: 200 }, (_, at) => `gig ${at}`)
    const post = (person: Person, key: string) =>
      person.client.send<GigJson>('POST', '/api/gigs', {
        body: { ...exampleGig, title: key },
        headers: { 'idempotency-key': key },
      })

    const first = await startProcess()
    const somchai = await joinSomchai(first)
    const told = new Map<string, GigJson>()
    const killed = Promise.withResolvers<void>()
    const waiting = [...keys]
    const askOn = async () => {
      for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
        const { body } = await post(somchai, key)
        told.set(key, body)
        if (told.size === 40) killed.resolve(first.kill())
      }
    }
    const ends = await Promise.allSettled(Array.from({ length: 16 }, askOn))
    await killed.promise
    expect(ends.some(({ status }) => status === 'rejected')).toBe(true)

    const second = await startProcess()
    const client = somchai.client.at(second.url)
    const repeated = await Promise.all(keys.map(key => post({ ...somchai, client }, key)))
    for (const [at, key] of keys.entries()) {
      const known = told.get(key)
      if (known) expect(repeated[at]?.body).toEqual(known)
      expect(repeated[at]?.body.title).toBe(key)
    }
    const mine = await client.get<GigPageJson>('/api/gigs/my-gigs')
    expect(mine.body.total_count).toBe(keys.length)
    await second.kill()
  }, 30_000)
})

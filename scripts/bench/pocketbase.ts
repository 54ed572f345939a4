import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../test/support/ports.ts'
import type { Crowd } from './crowd.ts'
import { root, type Server, startPinned } from './processes.ts'
import { sayProgress } from './report.ts'

/** PocketBase with the gigs of a crowd in one collection. Its source is fetched and built by Go at the time of the bench. */

const records = '/api/collections/gigs/records'

export const pocketBaseQuestions = (at: number) => {
  const isNear = "status='PENDING'&&geoDistance(place.lon,place.lat,100.5,13.75)<5"
  const list = (filter: string) =>
    `${records}?perPage=20&sort=-created&filter=${encodeURIComponent(`(${filter})`)}`
  return {
    one: `${records}/gig${String(at).padStart(12, '0')}`,
    list: list("status='PENDING'"),
    search: list(isNear),
    post: records,
    posted: JSON.stringify({
      title: 'Help move furniture',
      description: 'A sofa and a dining table',
      duration_hours: 3,
      budget: 1500,
      address_text: '123 Main St, Bangkok',
      status: 'PENDING',
      place: { lon: 100.5018, lat: 13.7563 },
    }),
  }
}

/** @returns the server, or why it cannot be had */
export const startPocketBase = async (folder: string, crowd: Crowd): Promise<Server | string> => {
  const go = Bun.which('go')
  if (!go) return 'Go is not installed'
  mkdirSync(folder)
  cpSync(join(root, 'scripts/bench/pocketbase'), folder, { recursive: true })
  sayProgress('building PocketBase, which takes minutes the first time')
  const build = Bun.spawn([go, 'build', '-o', 'pocketbase', '.'], {
    cwd: folder,
    stdout: 'ignore',
    stderr: 'ignore',
  })
  if ((await build.exited) !== 0) return 'Go could not fetch or build it'
  const places = Array.from({ length: crowd.count }, (_, at) => {
    const { latitude, longitude } = crowd.placeOf(at)
    return `${latitude} ${longitude} ${crowd.statusOf(at)}\n`
  })
  await Bun.write(join(folder, 'places'), places.join(''))
  // A program in the temporary folder counts as one of `go run`, which logs every statement.
  const command = [join(folder, 'pocketbase'), 'serve', '--dev=false', '--dir', join(folder, 'data')]
  return startPinned([...command, '--http', `127.0.0.1:${freePort()}`], { PLACES: join(folder, 'places') })
}

/** Subscribes to all gigs. @returns how many events have come, and what ends the subscriptions */
export const subscribeToPocketBase = async (url: string, count: number) => {
  const ending = new AbortController()
  let events = 0
  const subscribe = async () => {
    const { promise: isSubscribed, resolve } = Promise.withResolvers<void>()
    const response = await fetch(`${url}/api/realtime`, { signal: ending.signal })
    if (!response.body) throw new Error('PocketBase sent no stream.')
    const read = async (body: ReadableStream<Uint8Array>) => {
      const decoder = new TextDecoder()
      let text = ''
      for await (const piece of body) {
        text += decoder.decode(piece, { stream: true })
        const whole = text.split('\n\n')
        text = whole.pop() ?? ''
        for (const each of whole) {
          const clientId = /"clientId":"([^"]+)"/.exec(each)?.[1]
          if (clientId === undefined) events += 1
          else await ask(url, clientId).then(resolve)
        }
      }
    }
    read(response.body).catch(() => {})
    await isSubscribed
  }
  await Promise.all(Array.from({ length: count }, subscribe))
  return { heard: () => events, end: () => ending.abort() }
}

const ask = async (url: string, clientId: string) => {
  const response = await fetch(`${url}/api/realtime`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId, subscriptions: ['gigs/*'] }),
  })
  if (!response.ok) throw new Error(`PocketBase answered a subscription with ${response.status}.`)
}

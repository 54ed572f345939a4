import { socketLimits } from '../../src/realtime/limits.ts'
import { type BenchPerson, joinBenchCrowd } from './people.ts'
import { pocketBaseQuestions, subscribeToPocketBase } from './pocketbase.ts'
import { cpuMicrosecondsOf, type Server } from './processes.ts'
import { connectLoads, endLoads } from './socket-load.ts'

const { maxSocketsPerUser } = socketLimits
const listeners = 40
const heardPosts = 600
const patienceMs = 20_000

/** Opens 40 subscriptions to all gigs. @returns how many events have come, and what ends the subscriptions */
type Subscribe = () => Promise<{ heard: () => number; end: () => void }>

const watchProduct = async (url: string, people: readonly BenchPerson[]) => {
  const pathOf = ({ token }: BenchPerson) => `/ws/gigs?bbox=100,13,101,14&token=${token}`
  const paths = people.flatMap(person => Array.from({ length: maxSocketsPerUser }, () => pathOf(person)))
  const sockets = await connectLoads(url, paths)
  let heard = 0
  for (const socket of sockets) {
    socket.onFrames = count => {
      heard += count
    }
  }
  return { heard: () => heard, end: endLoads }
}

/** @returns CPU time of the server for each post that 40 hear, in microseconds */
const postToListeners = async (
  server: Server,
  request: () => Request,
  subscribe: Subscribe,
): Promise<number> => {
  const { heard, end } = await subscribe()
  await Bun.sleep(200)
  const [before, already] = [cpuMicrosecondsOf(server.pid), heard()]
  for (let at = 0; at < heardPosts; at += 10) {
    const responses = await Promise.all(Array.from({ length: 10 }, () => fetch(request())))
    for (const response of responses) {
      if (!response.ok) throw new Error(`${server.url} answered a post with ${response.status}.`)
      await response.arrayBuffer()
    }
  }
  const until = performance.now() + patienceMs
  while (heard() - already < heardPosts * listeners) {
    if (performance.now() > until) throw new Error(`${server.url} delivered ${heard() - already} events.`)
    await Bun.sleep(5)
  }
  const used = cpuMicrosecondsOf(server.pid) - before
  end()
  return used / heardPosts
}

/** The same post to the product and to PocketBase, each with 40 subscribers. */
export const deliveryVariants = async (
  product: Server,
  person: BenchPerson,
  pocketBase: Server | undefined,
) => {
  const people = await joinBenchCrowd(product.url, 'listener', listeners / maxSocketsPerUser)
  const json = { 'content-type': 'application/json' }
  const body = JSON.stringify({
    title: 'Help move furniture',
    description: 'A sofa and a dining table',
    duration_hours: 3,
    budget: 1500,
    latitude: 13.7563,
    longitude: 100.5018,
    address_text: '123 Main St, Bangkok',
  })
  const what = `post that ${listeners} hear`
  const ours = () =>
    new Request(`${product.url}/api/gigs`, {
      method: 'POST',
      headers: { ...json, ...person.headers },
      body,
    })
  const variants = [
    {
      name: `${what}, Chayenity`,
      unit: 'µs',
      run: () => postToListeners(product, ours, () => watchProduct(product.url, people)),
    },
  ]
  if (!pocketBase) return variants
  const { url } = pocketBase
  const { post: path, posted } = pocketBaseQuestions(0)
  const theirs = () => new Request(url + path, { method: 'POST', headers: json, body: posted })
  return [
    ...variants,
    {
      name: `${what}, PocketBase`,
      unit: 'µs',
      run: () => postToListeners(pocketBase, theirs, () => subscribeToPocketBase(url, listeners)),
    },
  ]
}

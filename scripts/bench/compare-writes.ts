import { type BenchPerson, benchGig, joinBench, openBenchRooms, postBenchGig } from './people.ts'
import { cpuNanosecondsOf, type Server } from './processes.ts'

/** How many requests a round sends, and how many of them at the same time. */
const requests = 480
const connections = 16

/** What a write costs on one server, by what it is; each resolves to microseconds of CPU time for a request. */
export type Writes = Record<string, () => Promise<number>>

/** The writes that are compared. Posts lie all over a city, so the index changes in many cells. */
export const openWrites = async (server: Server, seeker: BenchPerson): Promise<Writes> => {
  const { url } = server
  const helper = await joinBench(url, 'helper')
  const [roomId = ''] = await openBenchRooms(url, seeker, helper, 1)
  let posted = 0
  const post = (headers: Record<string, string> = {}) => {
    posted += 1
    return send(`${url}/api/gigs`, { ...seeker.headers, ...headers }, benchGig(posted))
  }
  const accept = async () => {
    const ids: string[] = []
    for (let at = 0; at < requests; at += 1) ids.push(await postBenchGig(url, seeker, at))
    return cpuOf(server, at => send(`${url}/api/gigs/${ids[at]}/accept`, helper.headers, {}))
  }
  return {
    post: () => cpuOf(server, () => post()),
    'post with key': () => cpuOf(server, () => post({ 'idempotency-key': crypto.randomUUID() })),
    message: () =>
      cpuOf(server, at =>
        send(`${url}/api/chat/rooms/${roomId}/messages`, seeker.headers, { content: `Message ${at}` }),
      ),
    accept,
  }
}

const send = async (url: string, headers: Record<string, string>, body: unknown): Promise<void> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`POST ${url} was answered with ${response.status}.`)
}

const cpuOf = async ({ pid }: Server, request: (at: number) => Promise<void>): Promise<number> => {
  let next = 0
  const sendSome = async () => {
    while (next < requests) {
      next += 1
      await request(next - 1)
    }
  }
  const before = cpuNanosecondsOf(pid)
  await Promise.all(Array.from({ length: connections }, sendSome))
  return (cpuNanosecondsOf(pid) - before) / 1000 / requests
}

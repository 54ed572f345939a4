import type { SeededRandom } from '../../src/lib/random.ts'
import { historyOf, openRoom, say } from '../../test/support/chat.ts'
import { post, postAccepted } from '../../test/support/gigs.ts'
import { keepFile } from '../../test/support/images.ts'
import { askRelease, pay } from '../../test/support/payments.ts'
import { join, logInAs, type Person } from '../../test/support/people.ts'
import { connectToArea, connectToNotifications, connectToRoom } from '../../test/support/sockets.ts'

/** People who use the product as an app would. Every one of them goes on until `isOver`. */

export interface LoadOptions {
  url: string
  people: readonly Person[]
  random: SeededRandom
  pictures: readonly Uint8Array<ArrayBuffer>[]
  /** The pause of a person between two acts. */
  pauseMs: number
  isOver(): boolean
  rest: Rest
}

/** Lets everybody stop between two acts, so that memory is measured without the requests of that moment. */
export class Rest {
  #end: Promise<void> | null = null
  #acting = 0

  async act<Result>(run: () => Promise<Result>): Promise<Result> {
    while (this.#end) await this.#end
    this.#acting += 1
    try {
      return await run()
    } finally {
      this.#acting -= 1
    }
  }

  /** Runs something while nobody acts. */
  async during<Result>(run: () => Promise<Result>): Promise<Result> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#end = promise
    while (this.#acting > 0) await Bun.sleep(20)
    try {
      return await run()
    } finally {
      this.#end = null
      resolve()
    }
  }
}

type Act = (me: Person, other: Person, options: LoadOptions) => Promise<unknown>

const near = 'latitude=13.7563&longitude=100.5018'

/** In a square of some 9 km around it. */
export const somewhere = (random: SeededRandom) => ({
  latitude: 13.7563 + random.between(-0.04, 0.04),
  longitude: 100.5018 + random.between(-0.04, 0.04),
})

/** Reads with success. @throws Error */
export const read = async (me: Person, path: string): Promise<void> => {
  const { status } = await me.client.get(path)
  if (status !== 200) throw new Error(`${path} was answered with ${status}.`)
}

const chat: Act = async (me, other, { url }) => {
  const room = await openRoom(me, other)
  const [mine, theirs] = await Promise.all([
    connectToRoom({ url }, room.id, me),
    connectToRoom({ url }, room.id, other),
  ])
  for (let at = 0; at < 5; at += 1) mine.send({ type: 'send_message', content: `ข้อความที่ ${at}` })
  theirs.send({ type: 'typing', is_typing: true })
  await theirs.next('message', 5)
  await say(other, room, '10 นาทีถึงครับ')
  await historyOf(me, room)
  await Promise.all([mine.close(), theirs.cut()])
}

/** @returns the id of a gig of `me` that `other` has done and was paid and praised for */
export const deal = async (me: Person, other: Person, random: SeededRandom): Promise<string> => {
  const gig = await postAccepted(me, other, somewhere(random))
  const { status } = await askRelease(me, await pay(me, gig))
  if (status !== 200) throw new Error(`A release was answered with ${status}.`)
  await me.client.post('/api/reviews', { gig_id: gig.id, reviewee_id: other.user.id, rating: 5 })
  return gig.id
}

const dealAndLook: Act = async (me, other, { random }) => {
  await deal(me, other, random)
  await read(other, '/api/transactions/summary/my')
}

const watch: Act = async (me, other, { url, random }) => {
  const socket = await connectToNotifications({ url }, me)
  const area = await connectToArea({ url }, '100.4,13.6,100.6,13.9', me)
  const gig = await post(other, somewhere(random))
  await area.next('gig_appeared')
  await me.client.post(`/api/gigs/${gig.id}/accept`)
  await pay(other, { ...gig, status: 'ACCEPTED' })
  await socket.settle()
  await Promise.all([socket.cut(), area.close()])
}

const upload: Act = async (me, _, { random, pictures }) => {
  const body = await keepFile(me, random.pick(pictures), 'gig')
  for (const width of [160, 320]) await (await fetch(`${body.url}?w=${width}`)).arrayBuffer()
  await me.client.delete(`/api/upload/${body.file_id}`)
}

/** More at once than are hashed at a time, so that the highest memory does not depend on chance. */
const rush: Act = (_me, _other, { url, people }) =>
  Promise.all(
    people.slice(0, 6).map(async ({ user, password, client }) => {
      const { access_token } = await logInAs(url, user.email, password)
      // Sessions are kept in memory up to a bound that half an hour of logins does not reach.
      await client.withToken(access_token).post('/api/auth/logout')
    }),
  )

let newcomers = 0
const newcomer: Act = async (_me, other, { url }) => {
  newcomers += 1
  const somebody = await join({ url }, `newcomer${newcomers}@example.com`, 'Newcomer')
  await read(somebody, `/api/users/${other.user.id}`)
  await somebody.client.post('/api/auth/logout')
}

/** What is common is listed several times. */
const acts: readonly Act[] = [
  ...Array<Act>(12).fill(me => read(me, `/api/gigs/search?${near}&radius=5&status=PENDING`)),
  ...Array<Act>(4).fill(me => read(me, '/api/gigs/map?bbox=100.3,13.6,100.7,13.9')),
  ...Array<Act>(4).fill(me => read(me, '/api/notifications')),
  ...Array<Act>(4).fill(me => read(me, '/api/gigs/my-gigs')),
  ...Array<Act>(2).fill(me => read(me, '/api/chat/rooms')),
  ...Array<Act>(2).fill(me => read(me, '/api/users/nearby?latitude=13.75&longitude=100.5&radius=10')),
  ...Array<Act>(2).fill(me => read(me, `/api/gigs/search?${near}&radius=20&q=furniture`)),
  rush,
  async me => me.client.put('/api/users/location', { latitude: 13.75, longitude: 100.5 }),
  async me => me.client.post('/api/gigs', { title: 'not enough' }),
  async me => me.client.withToken('nonsense').get('/api/auth/me'),
  chat,
  chat,
  dealAndLook,
  dealAndLook,
  watch,
  upload,
  newcomer,
]

export const runLoad = async (options: LoadOptions): Promise<{ acts: number; faults: string[] }> => {
  const { people, random, pauseMs, isOver, rest } = options
  let count = 0
  const faults: string[] = []
  const live = async (me: Person): Promise<void> => {
    while (!isOver() && faults.length < 20) {
      const other = random.pick(people.filter(person => person !== me))
      try {
        await rest.act(() => random.pick(acts)(me, other, options))
        count += 1
      } catch (error) {
        faults.push(String(error))
      }
      await Bun.sleep(pauseMs)
    }
  }
  await Promise.all(people.map(live))
  return { acts: count, faults }
}

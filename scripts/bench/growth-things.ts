import { kinds } from './growth-data.ts'
import type { GrowthWorld, Prepared } from './growth-world.ts'

/** What requests are about: made by requests that are not measured. */

export interface Thing {
  id: string
}

export const password = 'a password for measuring'
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)
export const bangkok = 'latitude=13.7563&longitude=100.5018'

export const idOf = (kind: number, n: number): string =>
  `0000000${kind}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

export const asSeeker = (world: GrowthWorld, method: string, path: string, body?: unknown): Prepared => ({
  method,
  path,
  token: world.seeker.token,
  body,
})

export const join = async (world: GrowthWorld) => {
  const email = `joined${world.next()}@example.com`
  const body = { email, password, full_name: 'A newcomer' }
  await world.send({ method: 'POST', path: '/api/auth/register', body })
  const form = new URLSearchParams({ username: email, password })
  const login = { method: 'POST', path: '/api/auth/login', body: form }
  return { login, ...(await world.send<{ access_token: string; refresh_token: string }>(login)) }
}

export const draft = (world: GrowthWorld) => ({
  title: 'Help move furniture',
  description: 'Need help moving a sofa and dining table to new apartment',
  duration_hours: 3,
  budget: 1500,
  latitude: 13.7 + (world.next() % 100) / 1000,
  longitude: 100.5,
  address_text: '123 Main St, Bangkok',
})

export const postGig = (world: GrowthWorld) =>
  world.send<Thing>(asSeeker(world, 'POST', '/api/gigs', draft(world)))

export const acceptGig = async (world: GrowthWorld): Promise<Thing> => {
  const { id } = await postGig(world)
  await world.send({ method: 'POST', path: `/api/gigs/${id}/accept`, token: world.helper.token })
  return { id }
}

export const payGig = async (world: GrowthWorld) => {
  const { id } = await acceptGig(world)
  const payment = asSeeker(world, 'POST', '/api/transactions/escrow', { gig_id: id })
  return { gigId: id, ...(await world.send<Thing>(payment)) }
}

export const releaseGig = async (world: GrowthWorld) => {
  const { gigId, id } = await payGig(world)
  await world.send(asSeeker(world, 'PUT', `/api/transactions/${id}/release`))
  return { gigId, id }
}

export const reviewOf = ({ helper }: GrowthWorld, gigId: string) => ({
  gig_id: gigId,
  reviewee_id: helper.id,
  rating: 4,
  comment: 'Careful and on time',
})

export const reviewGig = async (world: GrowthWorld): Promise<Thing> => {
  const { gigId } = await releaseGig(world)
  return world.send<Thing>(asSeeker(world, 'POST', '/api/reviews', reviewOf(world, gigId)))
}

export const form = () => {
  const body = new FormData()
  body.append('file', new File([pixel], 'pixel.png', { type: 'image/png' }))
  return body
}

export const upload = (world: GrowthWorld, category: string) =>
  world.send<{ file_id: string; url: string }>(asSeeker(world, 'POST', `/api/upload/${category}`, form()))

export const befriend = (world: GrowthWorld): Promise<Thing> =>
  world.send<Thing>({
    method: 'POST',
    path: '/api/buddies',
    token: world.helper.token,
    body: { buddy_user_id: idOf(kinds.person, 100 + world.next()) },
  })

/** A token of a new session of somebody. */
export const beginSession = (world: GrowthWorld): Promise<string> =>
  world.beginSession(idOf(kinds.person, 1 + world.next()))

interface Room {
  id: string
  gig_id: string
}

const bigRooms = new WeakMap<GrowthWorld, Room>()

/** The room with all the messages is the last on the list, until something is said in it. */
export const bigRoomOf = async (world: GrowthWorld): Promise<Room> => {
  const known = bigRooms.get(world)
  if (known) return known
  const list = (skip: number) => asSeeker(world, 'GET', `/api/chat/rooms?limit=1&skip=${skip}`)
  const { total_count: count } = await world.send<{ total_count: number }>(list(0))
  const { rooms } = await world.send<{ rooms: Room[] }>(list(count - 1))
  const [room] = rooms
  if (!room) throw new Error('There is no room.')
  bigRooms.set(world, room)
  return room
}

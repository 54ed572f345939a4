import { say } from './chat.ts'
import { moveGig, post, postAccepted } from './gigs.ts'
import { bytesOf, sendFile, still } from './images.ts'
import { askCancel, payAccepted, payCompleted } from './payments.ts'
import { joinAfresh, type Person } from './people.ts'
import type { TestServer } from './server.ts'

/** Far from the gigs of all other tests. */
export const sydney = { latitude: -33.9, longitude: 151.2 }

/** A marketplace in which every parameter of every list makes a difference. */
export interface ListedWorld {
  /** Looks for gigs, people and files. */
  mali: Person
  /** Pays, chats and reviews. */
  nok: Person
  /** Is paid and reviewed by Nok. */
  dao: Person
  /** The room in which something was said, and its messages, the oldest first. */
  roomId: string
  /** The gig of that room. */
  gigId: string
  messageIds: string[]
  /** Nok's, the oldest first. */
  notificationIds: string[]
}

/** Gigs are known by their address. Five kilometres lie within the usual radius, thirty do not. */
const postGigs = async (server: TestServer, somchai: Person, mali: Person): Promise<void> => {
  const north = (degrees: number) => ({ ...sydney, latitude: sydney.latitude + degrees })
  const next = () => server.clock.advance(1000)
  await post(somchai, { ...north(0), address_text: 'bricks', title: 'Carry 1000 bricks', budget: 300 })
  next()
  await post(somchai, { ...north(0.02), address_text: 'wall', title: 'Paint 100% of a "wall"', budget: 900 })
  next()
  const dog = { ...north(0.05), address_text: 'dog', title: "Walk my_dog, it's old", budget: 500 }
  await postAccepted(somchai, mali, dog)
  next()
  await post(somchai, { ...north(0.3), address_text: 'far', title: 'Walk mycdog', budget: 700 })
  next()
  await post(mali, { latitude: 40, longitude: 10, address_text: 'mine' })
  next()
  const given = await post(mali, { latitude: 40, longitude: 10, address_text: 'given up' })
  await moveGig(mali, given, 'CANCELLED')
}

const placePeople = async (server: TestServer, mali: Person): Promise<void> => {
  const place = async (name: string, degrees: number, isAvailable: boolean) => {
    server.clock.advance(1000)
    const { user, client } = await joinAfresh(server, name)
    await client.put('/api/users/location', { ...sydney, latitude: sydney.latitude + degrees })
    await client.put('/api/users/availability', { is_available: isAvailable })
    await mali.client.post('/api/buddies', { buddy_user_id: user.id })
  }
  await place('Near', 0.001, true)
  await place('Busy', 0.03, false)
  await place('Edge', 0.08, true)
}

const sendPictures = async (server: TestServer, mali: Person): Promise<void> => {
  for (const kind of ['profile', 'gig', 'general']) {
    server.clock.advance(1000)
    await sendFile(mali, await bytesOf(still(8, 8).png()), `${kind}.png`, kind)
  }
}

const payAndReview = async (server: TestServer, nok: Person, dao: Person): Promise<void> => {
  for (const rating of [1, 2, 3]) {
    server.clock.advance(1000)
    const { gig } = await payCompleted(nok, dao)
    await nok.client.post('/api/reviews', {
      gig_id: gig.id,
      reviewee_id: dao.user.id,
      rating,
      comment: 'So it was.',
    })
  }
  server.clock.advance(1000)
  await payAccepted(nok, dao)
  server.clock.advance(1000)
  const { transaction } = await payAccepted(nok, dao)
  await askCancel(nok, transaction)
}

/** Says three things in the newest of Nok's rooms. */
const talk = async (nok: Person, dao: Person) => {
  const { body } = await nok.client.get<{ rooms: { id: string; gig_id: string }[] }>('/api/chat/rooms')
  const [room] = body.rooms
  if (!room) throw new Error('There is no room.')
  const messages = [await say(nok, room, 'one'), await say(dao, room, 'two'), await say(nok, room, 'three')]
  return { roomId: room.id, gigId: room.gig_id, messageIds: messages.map(({ id }) => String(id)) }
}

export const fillListedWorld = async (server: TestServer): Promise<ListedWorld> => {
  const [somchai, mali, nok, dao] = await Promise.all([
    joinAfresh(server, 'Somchai'),
    joinAfresh(server, 'Mali'),
    joinAfresh(server, 'Nok'),
    joinAfresh(server, 'Dao'),
  ])
  await postGigs(server, somchai, mali)
  await placePeople(server, mali)
  await sendPictures(server, mali)
  await payAndReview(server, nok, dao)
  const talked = await talk(nok, dao)
  const { body } = await nok.client.get<{ notifications: { id: string }[] }>('/api/notifications?limit=100')
  return { mali, nok, dao, ...talked, notificationIds: body.notifications.map(({ id }) => id) }
}

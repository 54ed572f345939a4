import { openRoom, say } from './chat.ts'
import { post } from './gigs.ts'
import { bytesOf, keepFile, still } from './images.ts'
import { payCompleted } from './payments.ts'
import { joinAfresh, type Person } from './people.ts'
import type { TestServer } from './server.ts'
import { openTestDatabase } from './test-database.ts'

/** A person about whom everything is stored that can be. */
export interface PersonalWorld {
  person: Person
  other: Person
  /** What the person has written that goes with them. */
  planted: string[]
  /** What others have received, and keep. */
  kept: string[]
}

const plant = (what: string) => `Planted${what}Zx9`

const reviewOf = (gigId: string, reviewee: Person, comment: string) => ({
  gig_id: gigId,
  reviewee_id: reviewee.user.id,
  rating: 4,
  comment,
})

export const makePersonalWorld = async (server: TestServer): Promise<PersonalWorld> => {
  const person = await joinAfresh(server, plant('Name'))
  const other = await joinAfresh(server, 'Other')
  const { client } = person
  await client.put('/api/users/me', { full_name: plant('Renamed'), contact_info: plant('Contact') })
  await client.put('/api/users/location', { latitude: 13.7, longitude: 100.5, address_text: plant('Place') })
  await keepFile(person, await bytesOf(still(64, 64).png()), 'profile')
  await keepFile(person, await bytesOf(still(64, 64).jpeg()))
  await post(person, {
    title: plant('Title'),
    description: plant('Description'),
    address_text: plant('Address'),
    image_urls: [`https://example.com/${plant('Picture')}`],
  })
  for (const [seeker, helper] of [
    [person, other],
    [other, person],
  ] as const) {
    const { gig } = await payCompleted(seeker, helper)
    await seeker.client.post('/api/reviews', reviewOf(gig.id, helper, plant('Comment')))
    await helper.client.post('/api/reviews', reviewOf(gig.id, seeker, 'Fine.'))
    const room = await openRoom(seeker, helper)
    await say(person, room, plant('Message'))
    await say(other, room, 'Hello!')
  }
  await client.send('POST', '/api/buddies', {
    body: { buddy_user_id: other.user.id, notes: plant('Notes') },
    headers: { 'idempotency-key': 'once' },
  })
  await other.client.send('POST', '/api/buddies', {
    body: { buddy_user_id: person.user.id, notes: plant('About') },
    headers: { 'idempotency-key': 'once' },
  })
  await client.put('/api/notifications/read', {})
  await insertRest(server, person, other)
  const planted = [
    'Name',
    'Renamed',
    'Contact',
    'Place',
    'Title',
    'Description',
    'Address',
    'Picture',
    'Notes',
    'About',
    'Reason',
    'Warning',
  ].map(plant)
  return {
    person,
    other,
    planted: [...planted, person.user.email],
    kept: ['Message', 'Comment'].map(plant),
  }
}

/** What only an operator brings about, or what is there for a moment. */
const insertRest = async ({ ctx }: TestServer, { user }: Person, other: Person): Promise<void> => {
  const db = openTestDatabase(ctx.config)
  const now = '2025-10-01T10:00:00.000000Z'
  const insert = (table: string, ...values: (string | null)[]) =>
    db.all(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`, ...values)
  const subject = crypto.randomUUID()
  await insert(
    'reports',
    crypto.randomUUID(),
    user.id,
    other.user.id,
    'person',
    other.user.id,
    plant('Reason'),
    now,
    null,
  )
  await insert(
    'reports',
    crypto.randomUUID(),
    other.user.id,
    user.id,
    'person',
    user.id,
    plant('Reason'),
    now,
    null,
  )
  await insert('hidden_things', 'message', subject, user.id, now)
  await insert('warnings', crypto.randomUUID(), user.id, plant('Warning'), now, null)
  await insert('password_links', user.id, '0'.repeat(64), now, now)
  await db.close()
}

import { openRoom, say } from '../../test/support/chat.ts'
import { post, postAccepted } from '../../test/support/gigs.ts'
import { bytesOf, damagedFiles, keepFile, still } from '../../test/support/images.ts'
import { payAccepted, payCompleted } from '../../test/support/payments.ts'
import { join, logInAs, type Person } from '../../test/support/people.ts'
import type { IdPool } from './id-pool.ts'

/** A seeker, a helper and a stranger, with something of every kind between the first two. */
export const joinRoles = async (url: string): Promise<Person[]> => {
  const people: Person[] = []
  for (const name of ['seeker', 'helper', 'stranger'])
    people.push(await join({ url }, `${name}@example.com`, name))
  return people
}

/**
 * The person with tokens of a new session. Requests that run at once may have changed the password or deleted the account,
 * so each password is tried, and a person without an account registers anew.
 */
export const comeBack = async (
  url: string,
  person: Person,
  newPasswords: readonly string[],
): Promise<Person> => {
  const { email } = person.user
  for (const password of [...newPasswords, person.password]) {
    const tokens = await logInAs(url, email, password).catch(() => null)
    if (tokens) return { ...person, password, tokens, client: person.client.withToken(tokens.access_token) }
  }
  return join({ url }, email, email.replace('@example.com', ''))
}

export const drawPictures = async (seed: number): Promise<Uint8Array<ArrayBuffer>[]> => [
  await bytesOf(still(16, 16).png()),
  await bytesOf(still(16, 16).webp()),
  ...(await damagedFiles(seed, 12)),
]

/** Makes a gig in each status, payments, a room, a review, a buddy and files, and tells the pool their ids. */
export const fillWithThings = async ([seeker, helper]: Person[], ids: IdPool): Promise<void> => {
  if (!seeker || !helper) throw new Error('Nobody has joined.')
  ids.learn('/api/gigs', await post(seeker))
  ids.learn('/api/gigs', await postAccepted(seeker, helper))
  const held = await payAccepted(seeker, helper)
  const paid = await payCompleted(seeker, helper)
  for (const { gig, transaction } of [held, paid]) {
    ids.learn('/api/gigs', gig)
    ids.learn('/api/transactions', transaction)
  }
  const room = await openRoom(seeker, helper)
  ids.learn('/api/chat/rooms', room)
  await say(helper, room, 'Hello')
  const file = await keepFile(seeker, await bytesOf(still(16, 16).png()), 'profile')
  ids.learn('/api/upload', file)
  const review = { gig_id: paid.gig.id, reviewee_id: helper.user.id, rating: 4, comment: 'Good.' }
  ids.learn('/api/reviews', (await seeker.client.post('/api/reviews', review)).body)
  const buddy = { buddy_user_id: helper.user.id }
  ids.learn('/api/buddies', (await seeker.client.post('/api/buddies', buddy)).body)
  for (const { user } of [seeker, helper]) ids.learn('/api/users', user)
}

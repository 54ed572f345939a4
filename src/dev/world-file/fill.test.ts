import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { testNow } from '../../../test/support/server.ts'
import { ann, bob, walk, world } from '../../../test/support/written-world.ts'
import { readConfig } from '../../config.ts'
import { type Context, disposeContext } from '../../context.ts'
import type { User } from '../../domain/users/user.ts'
import { manualClock } from '../../lib/clock.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { openTrial } from './fill.ts'
import { parseWorldFile } from './read.ts'

const config = readConfig({ DATA_DIR: ':memory:', LOG_LEVEL: 'silent' }, 'demo')
const minuteMs = 60_000
const at = (minutes: number): string => toTimestamp(testNow + minutes * minuteMs)

const done = {
  ...walk,
  status: 'COMPLETED',
  helper: bob.email,
  posted_at: at(-90),
  accepted_at: at(-80),
  completed_at: at(-60),
  images: ['https://example.com/dog.png'],
  starts_at: at(-70),
  room: {
    messages: [
      { from: 'helper', text: 'Hello', client_id: 'one' },
      { from: 'seeker', text: 'Hi', image: 'https://example.com/park.png' },
      { from: 'helper', text: 'See you' },
    ],
    read_by_seeker: 1,
    read_by_helper: 2,
    ended: true,
  },
  payments: [{ status: 'FAILED' }, { status: 'COMPLETED', release_reason: 'Well done' }],
  reviews: [
    { by: 'seeker', rating: 5, comment: 'Great', revised_at: at(-40) },
    { by: 'helper', rating: 3, comment: 'Late' },
  ],
}

let trial: Context | null
beforeEach(() => {
  trial = null
})
afterEach(async () => {
  if (trial) await disposeContext(trial)
})

const make = async (parts: object, report?: (share: number) => void) => {
  const file = parseWorldFile(JSON.stringify(world({ as_of: at(0), ...parts })))
  const from = { config, clock: manualClock(testNow) }
  trial = await openTrial(from, file, { seed: 1, asOfMs: null }, report)
  const users = new Map((await trial.store.users.listAll()).map(user => [user.email, user]))
  const userOf = (email: string): User => {
    const user = users.get(email)
    if (!user) throw new Error(`${email} is nobody.`)
    return user
  }
  return { ctx: trial, ann: userOf(ann.email), bob: userOf(bob.email) }
}

describe('a world that is made of a file', () => {
  test('has people with what the file says of them, and the usual where it says nothing', async () => {
    const people = [
      {
        ...ann,
        contact_info: 'line:ann',
        address_text: 'Silom',
        latitude: 13.7,
        longitude: 100.5,
        verified: true,
        available: false,
        registered_at: at(-600),
        disabled_at: at(-5),
      },
      { ...bob, address_text: 'Sathon' },
    ]
    const made = await make({ people })
    expect(made.ann).toMatchObject({
      fullName: 'Ann',
      contactInfo: 'line:ann',
      addressText: 'Silom',
      latitude: 13.7,
      longitude: 100.5,
      isVerified: true,
      isAvailable: false,
      createdAt: at(-600),
      disabledAt: at(-5),
    })
    expect(made.bob).toMatchObject({
      contactInfo: null,
      addressText: 'Sathon',
      latitude: null,
      isVerified: false,
      isAvailable: true,
      createdAt: at(-30 * 24 * 60),
      disabledAt: null,
    })
  })

  test('has gigs with everything that happened in them', async () => {
    const made = await make({ gigs: [done] })
    const { gigs, chat, transactions, reviews } = made.ctx.store
    const [gig] = (await gigs.listOf(made.ann.id, 'seeker', null, { skip: 0, limit: 9 })).items
    expect(gig).toMatchObject({
      title: 'Walk the dog',
      budgetSatang: 20_050,
      status: 'COMPLETED',
      helperId: made.bob.id,
      imageUrls: ['https://example.com/dog.png'],
      startsAt: at(-70),
      createdAt: at(-90),
      completedAt: at(-60),
    })
    if (!gig) throw new Error('There is no gig.')
    const room = await chat.findOfGig(gig.id)
    if (!room) throw new Error('There is no room.')
    expect(room).toMatchObject({
      isActive: false,
      createdAt: at(-80),
      lastSeq: 3,
      seeker: { readSeq: 1 },
      helper: { readSeq: 2 },
    })
    const { items } = await chat.listMessages(room, { skip: 0, limit: 9 })
    expect(items).toMatchObject([
      { senderId: made.bob.id, content: 'Hello', imageUrl: null, clientId: 'one', createdAt: at(-79) },
      { senderId: made.ann.id, content: 'Hi', imageUrl: 'https://example.com/park.png', clientId: null },
      { senderId: made.bob.id, content: 'See you', createdAt: at(-77) },
    ])
    const paid = await transactions.listOf(made.ann.id, null, { skip: 0, limit: 9 })
    expect(
      paid.items.map(({ status, paymentMethod, releaseReason }) => [status, paymentMethod, releaseReason]),
    ).toEqual([
      ['COMPLETED', 'mock_payment', 'Well done'],
      ['FAILED', 'mock_payment_declined', null],
    ])
    const written = (await reviews.listOfGig(gig.id)).toSorted((one, other) => other.rating - one.rating)
    expect(written).toMatchObject([
      { reviewerId: made.ann.id, revieweeId: made.bob.id, rating: 5, updatedAt: at(-40) },
      { reviewerId: made.bob.id, revieweeId: made.ann.id, rating: 3, createdAt: at(-59) },
    ])
  })

  test('has payments that wait for the provider, or are held or refunded, by the usual methods', async () => {
    const paid = (status: string, more: object = {}) => ({
      ...walk,
      status: 'ACCEPTED',
      helper: bob.email,
      payments: [{ status, ...more }],
    })
    const made = await make({
      gigs: [
        paid('PROCESSING'),
        paid('PENDING'),
        paid('CANCELLED'),
        paid('PENDING', { method: 'mock_payment_slow' }),
      ],
    })
    const { items } = await made.ctx.store.transactions.listOf(made.ann.id, null, { skip: 0, limit: 9 })
    expect(items.map(({ status, paymentMethod }) => `${status} ${paymentMethod}`).toSorted()).toEqual([
      'CANCELLED mock_payment',
      'PENDING mock_payment',
      'PENDING mock_payment_slow',
      'PROCESSING mock_payment_slow',
    ])
  })

  test('has buddies since a day before the end, or since the file says', async () => {
    const made = await make({
      buddies: [
        { owner: ann.email, buddy: bob.email, notes: 'Walks well' },
        { owner: bob.email, buddy: ann.email, added_at: at(-3) },
      ],
    })
    const buddiesOf = async ({ id }: User) =>
      (await made.ctx.store.buddies.listOf(id, false, { skip: 0, limit: 9 })).items.map(({ buddy }) => buddy)
    expect(await buddiesOf(made.ann)).toMatchObject([
      { buddyUserId: made.bob.id, notes: 'Walks well', createdAt: at(-24 * 60) },
    ])
    expect(await buddiesOf(made.bob)).toMatchObject([
      { buddyUserId: made.ann.id, notes: null, createdAt: at(-3) },
    ])
  })

  test('leaves the newest notifications unread that the file asks for, or all of them', async () => {
    const unreadWith = async (unread_notifications?: number) => {
      const people = [{ ...ann, ...(unread_notifications !== undefined && { unread_notifications }) }, bob]
      const made = await make({ people, gigs: [done, { ...done, payments: [], reviews: [] }] })
      const { notifications } = await made.ctx.store.notifications.list(made.ann.id, null, toTimestamp(0), 99)
      await disposeContext(made.ctx)
      trial = null
      return notifications
        .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
        .map(({ isRead }) => isRead)
    }
    const all = await unreadWith()
    const count = all.filter(isRead => !isRead).length
    expect(count).toBeGreaterThan(2)
    const some = await unreadWith(2)
    expect(some.filter(isRead => !isRead)).toHaveLength(2)
    expect((await unreadWith(0)).filter(isRead => !isRead)).toEqual([])
    expect((await unreadWith(count)).filter(isRead => !isRead)).toHaveLength(count)
    expect((await unreadWith(count + 50)).filter(isRead => !isRead)).toHaveLength(count)
  })

  test('says how far it is, and ends with everything', async () => {
    const shares: number[] = []
    await make({ gigs: [walk, walk] }, share => shares.push(share))
    expect(shares).toEqual([0.5, 1])
  })

  test('is not made at all where a rule of the marketplace is broken, and the place in the file is named', async () => {
    const own = make({ gigs: [walk, { ...done, helper: ann.email }] })
    await expect(own).rejects.toThrow(/^gigs\[1\]\.helper: You cannot accept/)
  })
})

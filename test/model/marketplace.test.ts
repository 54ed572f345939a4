import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { modelFeeOf, type PersonNumber } from './marketplace-model.ts'
import { MarketplaceWorld } from './marketplace-world.ts'
import { operations } from './operations.ts'
import { Play } from './play.ts'

/** How many sequences; `bun run check` plays 2 000 and `bun run model` 20 000. */
const sequences = Number(process.env.MODEL_SEQUENCES ?? 30)
const seed = Number(process.env.MODEL_SEED ?? 20_251_001)

let world: MarketplaceWorld

beforeAll(() => {
  world = new MarketplaceWorld()
})
afterAll(() => world.close())

const baht = (satang: bigint) => Number(satang) / 100
const satang = (amount: number) => BigInt(Math.round(amount * 100))
const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n)

/** The mean of whole numbers to two decimals, half up, without a fraction on the way. */
const meanOf = (ratings: number[], whenNone: number): number => {
  const count = BigInt(ratings.length)
  const stars = sum(ratings.map(BigInt))
  return count === 0n ? whenNone : Number((stars * 200n + count) / (2n * count)) / 100
}

const gigLists = [
  [null, null],
  ['seeker', null],
  ['helper', null],
  [null, 'PENDING'],
  ['seeker', 'CANCELLED'],
  ['helper', 'COMPLETED'],
  [null, 'ACCEPTED'],
] as const

const expectSamePerson = async ({ model, people }: Play, who: PersonNumber) => {
  const person = people[who]
  if (!person) throw new RangeError(`There is no person ${who}.`)
  const payments = model.paymentsOf(who)
  const done = payments.filter(({ status }) => status === 'COMPLETED')
  const paid = sum(done.filter(({ payer }) => payer === who).map(({ gig }) => gig.budgetSatang))
  const received = sum(
    done
      .filter(({ payee }) => payee === who)
      .map(({ gig }) => gig.budgetSatang - modelFeeOf(gig.budgetSatang)),
  )
  const { body: history } = await person.send('GET', '/api/transactions/history/my?limit=100')
  expect(history.transactions.map((one: { id: string; status: string }) => [one.id, one.status])).toEqual(
    payments.map(({ id, status }) => [id, status]),
  )
  expect([history.total_count, history.total_paid, history.total_received]).toEqual([
    payments.length,
    baht(paid),
    baht(received),
  ])
  expect(BigInt(await world.auditor.balanceOf({ userId: person.id }))).toBe(model.balanceOf(who))

  const ratings = model.ratingsOf(who)
  const { body: profile } = await person.send('GET', '/api/users/profile')
  expect([profile.reputation_score, profile.total_reviews]).toEqual([meanOf(ratings, 5), ratings.length])
  const { body: reviews } = await person.send('GET', `/api/reviews/user/${person.id}`)
  expect([reviews.total_count, reviews.average_rating]).toEqual([ratings.length, meanOf(ratings, 0)])
  for (const stars of [1, 2, 3, 4, 5]) {
    expect(reviews.rating_distribution[stars]).toBe(ratings.filter(rating => rating === stars).length)
  }

  const idsOf = (things: { id: string }[]) => things.map(({ id }) => id)
  for (const [role, status] of gigLists) {
    const query = [role && `role=${role}`, status && `status=${status}`, 'limit=100']
      .filter(Boolean)
      .join('&')
    const { body } = await person.send('GET', `/api/gigs/my-gigs?${query}`)
    const wanted = model.gigsOf(who, role, status)
    expect([query, body.total_count, idsOf(body.gigs)]).toEqual([query, wanted.length, idsOf(wanted)])
  }
  for (const status of ['PENDING', 'COMPLETED', 'CANCELLED', 'FAILED']) {
    const { body } = await person.send('GET', `/api/transactions/history/my?limit=100&status=${status}`)
    const wanted = payments.filter(payment => payment.status === status)
    expect([body.total_count, idsOf(body.transactions)]).toEqual([wanted.length, idsOf(wanted)])
  }
  const { body: rooms } = await person.send('GET', '/api/chat/rooms?limit=100')
  const accepted = model.gigsOf(who, null, null).filter(({ helper }) => helper !== null)
  expect([rooms.total_count, rooms.rooms.length]).toEqual([accepted.length, accepted.length])
  const { body: available } = await person.send('GET', '/api/buddies/available?limit=100')
  expect([available.total_count, idsOf(available.buddies)]).toEqual([
    model.availableBuddiesOf(who).length,
    idsOf(model.availableBuddiesOf(who)),
  ])

  const { body: buddies } = await person.send('GET', '/api/buddies?limit=100')
  expect(buddies.buddies.map((one: { id: string; notes: string }) => [one.id, one.notes])).toEqual(
    model.buddiesOf(who).map(({ id, notes }) => [id, notes]),
  )
}

const expectSameThings = async ({ model, people }: Play) => {
  for (const { id, status, isWithdrawn, helper } of model.gigs) {
    const reply = await people[0]?.send('GET', `/api/gigs/${id}`)
    if (isWithdrawn) expect(reply?.status).toBe(404)
    else {
      const helperId = helper === null ? null : (people[helper]?.id ?? null)
      expect([reply?.body.status, reply?.body.helper_id]).toEqual([status, helperId])
    }
  }
  for (const { id, payer, status, gig } of model.payments) {
    const reply = await people[payer]?.send('GET', `/api/transactions/${id}`)
    const fee = modelFeeOf(gig.budgetSatang)
    const { amount, service_fee, net_amount, entries } = reply?.body ?? {}
    expect([reply?.body.status, satang(amount), satang(service_fee), satang(net_amount)]).toEqual([
      status,
      gig.budgetSatang,
      fee,
      gig.budgetSatang - fee,
    ])
    const amounts = (entries as { account: string; amount: number }[]).map(entry => ({
      account: entry.account,
      satang: satang(entry.amount),
    }))
    expect(sum(amounts.map(entry => entry.satang))).toBe(0n)
    const inEscrow = sum(amounts.filter(({ account }) => account === 'ESCROW').map(entry => entry.satang))
    expect(inEscrow).toBe(status === 'PENDING' ? gig.budgetSatang : 0n)
  }
}

describe('random lives of four people (K3, K4, B1, V1, V2, P1, P3, P5, P7)', () => {
  test(`answer in ${sequences} sequences as a plain model does, and the books are right`, async () => {
    await fc.assert(
      fc.asyncProperty(operations, async sequence => {
        const names = ['Somchai', 'Mali', 'John', 'Jane']
        const play = new Play(world, await Promise.all(names.map(name => world.welcome(name))))
        for (const operation of sequence) await play.perform(operation)
        for (const who of [0, 1, 2, 3] as const) await expectSamePerson(play, who)
        await expectSameThings(play)
        // A payment nobody waited for would be answered in the middle of the next sequence.
        await world.settle()
      }),
      { numRuns: sequences, seed },
    )
    expect(await world.auditor.findProblems()).toEqual([])
    expect(await world.findProblems()).toEqual([])
  }, 600_000)
})

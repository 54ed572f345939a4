import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { drawingAt } from '../../../test/support/drawing.ts'
import { readConfig } from '../../config.ts'
import { type Context, createContext, disposeContext } from '../../context.ts'
import type { GigId } from '../../domain/ids.ts'
import { createLog } from '../../lib/log.ts'
import { type SeededRandom, seededRandom } from '../../lib/random.ts'
import { type Timestamp, toMilliseconds } from '../../lib/timestamp.ts'
import { createCalendar, dayMs, hourMs, minuteMs } from './calendar.ts'
import { cities } from './cities.ts'
import { drawTask, type PlannedGig, writeGig } from './gig.ts'
import { planGigTimeline } from './gig-timeline.ts'
import { findPersona } from './matching.ts'
import { drawId, runOperations } from './operation.ts'
import { drawResidents, planRegistration, type Resident } from './people.ts'
import type { EnsuredStep } from './persona-gigs.ts'
import type { PlanningState } from './reviews.ts'
import type { GigOutcome } from './schedules.ts'

const asOfMs = Date.UTC(2026, 5, 15, 12)
const calendar = createCalendar(asOfMs, 100.5)
const residents = drawResidents(seededRandom(2), calendar, 8)
const [seeker, helper] = [findPersona(residents, 'somchai'), findPersona(residents, 'mali')]

let ctx: Context
beforeAll(async () => {
  ctx = createContext(readConfig({ DATA_DIR: ':memory:' }, 'demo'), { log: createLog('silent') })
  await runOperations(ctx, seededRandom(1), residents.map(planRegistration), () => {})
})
afterAll(() => disposeContext(ctx))

const ids = seededRandom(9)

/** Neither adds the other to their buddies. */
const known: PlanningState = {
  reviews: 0,
  buddies: new Set([`${seeker.id} ${helper.id}`, `${helper.id} ${seeker.id}`]),
}

/** Posted two days before it starts, accepted an hour later. */
const planned = ({
  startsMs,
  ensured,
  people: [seeker, helper],
}: Omit<Required<Wish>, 'state'>): PlannedGig => {
  const postedMs = startsMs - 2 * dayMs
  const schedule = { postedMs, acceptedMs: postedMs + hourMs, startsMs, hours: 3 }
  const random = seededRandom(5)
  const task = drawTask(random, seeker.language)
  const text = writeGig(random, { city: cities.bangkok, calendar }, { task, seeker, schedule, imageUrls: [] })
  const own = { id: drawId<'gig'>(ids, postedMs), roomId: drawId<'room'>(ids, schedule.acceptedMs) }
  return { ...own, seeker, helper, ...schedule, ...text, task, ensured }
}

interface Wish {
  /** Somchai and Mali unless they are given. */
  people?: readonly [seeker: Resident, helper: Resident]
  /** Milliseconds since 1970; three days ago unless it is given. */
  startsMs?: number
  ensured?: readonly EnsuredStep[]
  state?: PlanningState
}

/** Makes a gig of that outcome, and reads what the store has of it. */
const live = async (outcome: GigOutcome, place: number | SeededRandom, wish: Wish = {}) => {
  const {
    startsMs = asOfMs - 3 * dayMs,
    ensured = [],
    state = { ...known },
    people = [seeker, helper],
  } = wish
  const plan = planned({ startsMs, ensured, people })
  const random = { ...(typeof place === 'number' ? drawingAt(place) : place), bytes: ids.bytes }
  await runOperations(ctx, random, planGigTimeline(random, calendar, state, plan, outcome), () => {})
  return { plan, ...(await readGig(plan.id)) }
}

const readGig = async (id: GigId) => {
  const { gigs, transactions, reviews, chat } = ctx.store
  const gig = await gigs.find(id)
  if (!gig) throw new Error('The gig is not there.')
  const room = await chat.findOfGig(id)
  const talk = room ? (await chat.listMessages(room, { skip: 0, limit: 100 })).items : []
  const [payment, written] = [await transactions.findOfGig(id), await reviews.listOfGig(id)]
  return { gig, room, talk, payment, reviews: written.toSorted((one, other) => one.rating - other.rating) }
}

const minutesFrom = (startMs: number, at: Timestamp | null | undefined) =>
  at ? (toMilliseconds(at) - startMs) / minuteMs : null

describe('an example gig', () => {
  test.each([
    ['open', 'PENDING', null, null],
    ['withdrawn', 'CANCELLED', null, null],
    ['accepted', 'ACCEPTED', true, null],
    ['cancelled', 'CANCELLED', true, null],
    ['paid', 'ACCEPTED', true, 'PENDING'],
    ['in progress', 'IN_PROGRESS', true, 'PENDING'],
    ['unreleased', 'COMPLETED', true, 'PENDING'],
    ['done', 'COMPLETED', true, 'COMPLETED'],
  ] as const)('that is %s gets so far and no further', async (outcome, status, hasRoom, paid) => {
    const { plan, gig, room, payment, talk } = await live(outcome, 0)
    expect(gig).toMatchObject({ id: plan.id, status, seekerId: seeker.id, helperId: hasRoom && helper.id })
    expect(toMilliseconds(gig.createdAt)).toBe(plan.postedMs)
    expect(room?.id ?? null).toBe(hasRoom && plan.roomId)
    expect(payment?.status ?? null).toBe(paid)
    expect(talk.length > 0).toBe(hasRoom === true)
  })

  test('is withdrawn when somebody might have accepted it', async () => {
    const { plan, gig } = await live('withdrawn', 0)
    expect(toMilliseconds(gig.updatedAt)).toBe(plan.acceptedMs)
  })

  test('is paid or called off five to thirty minutes after it was accepted', async () => {
    const delays = []
    for (const place of [0, 1]) {
      const { plan, payment } = await live('paid', place)
      delays.push(minutesFrom(plan.acceptedMs, payment?.createdAt))
      const called = await live('cancelled', place)
      delays.push(minutesFrom(called.plan.acceptedMs, called.gig.updatedAt))
    }
    expect(delays).toEqual([5, 5, 30, 30])
  })

  test('is begun three minutes early to twelve minutes late, and never after the present', async () => {
    const startsMs = asOfMs - 30 * minuteMs
    const begun = []
    for (const place of [0, 1]) {
      const { gig } = await live('in progress', place, { startsMs })
      begun.push(minutesFrom(startsMs, gig.updatedAt))
    }
    expect(begun).toEqual([-3, 12])
    const { gig } = await live('in progress', 1, { startsMs: asOfMs - minuteMs })
    expect(toMilliseconds(gig.updatedAt)).toBe(asOfMs)
  })

  test('is done after its hours, a quarter of an hour more or less', async () => {
    const done = []
    for (const place of [0, 1]) {
      const { plan, gig } = await live('unreleased', place)
      done.push(minutesFrom(plan.startsMs, gig.completedAt))
    }
    expect(done).toEqual([165, 195])
  })

  test('has its money released two minutes to an hour after the last work or word, with a reason', async () => {
    const released = []
    for (const place of [0, 1]) {
      const { gig, payment } = await live('done', place)
      released.push(minutesFrom(toMilliseconds(gig.completedAt ?? gig.createdAt), payment?.completedAt))
      expect(payment?.releaseReason).toMatch(/\p{Script=Thai}/u)
    }
    // A word of thanks comes a minute after the end, where there is one.
    expect(released).toEqual([3, 60])
  })
})

describe('the talk about an example gig', () => {
  const fromStart = ({ plan, talk }: Awaited<ReturnType<typeof live>>) =>
    talk.map(({ senderId, createdAt }) => [
      senderId === helper.id ? 'helper' : 'seeker',
      minutesFrom(plan.startsMs, createdAt),
    ])
  const fromAcceptance = ({ plan, talk }: Awaited<ReturnType<typeof live>>) =>
    talk.map(({ senderId, createdAt }) => [
      senderId === helper.id ? 'helper' : 'seeker',
      minutesFrom(plan.acceptedMs, createdAt),
    ])

  test('begins with a greeting of the helper, and goes question by answer where it goes on', async () => {
    const long = fromAcceptance(await live('accepted', 0))
    expect(long.map(([who]) => who)).toEqual(['helper', 'seeker', 'helper', 'seeker', 'helper', 'seeker'])
    expect(long.map(([, minutes]) => Number(minutes))).toEqual([0.3, 0.6, 0.9, 1.2, 1.5, 1.8])
    expect(fromAcceptance(await live('accepted', 1))).toEqual([['helper', 5]])
  })

  test('says in Thai what a woman says and what a man says', async () => {
    const { talk } = await live('accepted', 0)
    const by = (id: string) =>
      talk
        .filter(({ senderId }) => senderId === id)
        .map(({ content }) => content)
        .join(' ')
    expect(by(seeker.id)).toMatch(/ครับ/)
    expect(by(seeker.id)).not.toMatch(/ค่ะ|คะ/)
    expect(by(helper.id)).toMatch(/ค่ะ|คะ/)
    expect(by(helper.id)).not.toMatch(/ครับ/)
  })

  test('has the helper announce the arrival, and the seeker say thanks a minute after the end, or neither', async () => {
    const { plan, talk } = await live('unreleased', 0)
    expect(fromStart({ ...(await live('unreleased', 0)) }).slice(-2)).toEqual([
      ['helper', -8],
      ['seeker', 166],
    ])
    expect(talk).toHaveLength(8)
    expect(minutesFrom(plan.startsMs, talk.at(-1)?.createdAt)).toBe(166)
    expect((await live('unreleased', 1)).talk).toHaveLength(1)
  })

  test('is read by both soon after, or by neither', async () => {
    const read = (await live('accepted', 0)).room
    expect([read?.seeker.unreadCount, read?.helper.unreadCount]).toEqual([0, 0])
    const unread = (await live('accepted', 1)).room
    expect([unread?.seeker.unreadCount, unread?.helper.unreadCount]).toEqual([1, 0])
    expect([read?.seeker.readSeq, read?.helper.readSeq]).toEqual([6, 6])
    expect([unread?.seeker.readSeq, unread?.helper.readSeq]).toEqual([0, 0])
  })

  test('is left unread by the seeker alone where that is wanted', async () => {
    const { room } = await live('accepted', 0, { ensured: ['unread by the seeker'] })
    expect([room?.seeker.readSeq, room?.helper.readSeq]).toEqual([0, 6])
  })

  test('goes on to the last minutes where that is wanted, whatever is drawn', async () => {
    const startsMs = asOfMs - 30 * minuteMs
    const latest = fromStart(await live('in progress', 1, { startsMs, ensured: ['latest messages'] }))
    expect(latest.slice(1)).toEqual([
      ['helper', -8],
      ['seeker', 25],
    ])
    const usual = fromStart(await live('in progress', 0, { startsMs }))
    expect(usual.at(-1)).toEqual(['helper', -8])
  })
})

describe('the last of an example gig', () => {
  const latest: SeededRandom = { ...drawingAt(1), chance: () => true }
  const lastOf = (outcome: GigOutcome, state: PlanningState) => {
    const plan = planned({ startsMs: asOfMs - 3 * dayMs, ensured: [], people: [seeker, helper] })
    const random = { ...latest, bytes: ids.bytes }
    const operations = planGigTimeline(random, calendar, state, plan, outcome)
    return { plan, lastMs: Math.max(...operations.map(({ atMs }) => atMs)) }
  }

  test('is read five minutes after it was said at the latest', () => {
    const { plan, lastMs } = lastOf('accepted', { ...known })
    // Six messages, five minutes between them.
    expect(lastMs - plan.acceptedMs).toBe(35 * minuteMs)
  })

  test('is the end of the room, twelve hours after the release at the latest', () => {
    const { plan, lastMs } = lastOf('done', { ...known })
    const doneMs = plan.startsMs + 3 * hourMs + 15 * minuteMs
    expect(lastMs - doneMs).toBe(minuteMs + hourMs + 12 * hourMs)
  })
})

describe('the end of an example gig', () => {
  const strangers = [findPersona(residents, 'busy'), findPersona(residents, 'expired')] as const
  const buddiesOf = async ({ id }: { id: typeof seeker.id }) =>
    (await ctx.store.buddies.listOf(id, false, { skip: 0, limit: 100 })).items

  const releaseOf = ({ payment }: Awaited<ReturnType<typeof live>>) => {
    if (!payment?.completedAt) throw new Error('Nothing was released.')
    return toMilliseconds(payment.completedAt)
  }

  test('is a review by each of them, of the other, and the ratings come in turn', async () => {
    const state: PlanningState = { ...known }
    const done = await live('done', 0, { state })
    expect(
      done.reviews.map(({ reviewerId, revieweeId, rating }) => [reviewerId, revieweeId, rating]),
    ).toEqual([
      [helper.id, seeker.id, 4],
      [seeker.id, helper.id, 5],
    ])
    expect(state.reviews).toBe(2)
    expect(done.reviews.map(({ createdAt }) => minutesFrom(releaseOf(done), createdAt))).toEqual([3, 3])
  })

  test('is followed by no review, buddy or end of the room where nothing of it is drawn', async () => {
    const state: PlanningState = { reviews: 0, buddies: new Set() }
    const { reviews, room } = await live('done', 1, { state })
    expect(reviews).toEqual([])
    expect(room?.isActive).toBe(true)
    expect([state.buddies.size, state.reviews]).toEqual([0, 0])
  })

  test('is followed by all that is wanted, within half a day, whatever is drawn', async () => {
    const [asker, worker] = strangers
    const state: PlanningState = { reviews: 2, buddies: new Set() }
    const ensured = ['reviews', 'buddies', 'end of the room'] as const
    const done = await live('done', 0.99, { state, ensured, people: strangers })
    expect(done.reviews.map(({ rating }) => rating)).toEqual([3, 5])
    expect(done.room?.isActive).toBe(false)
    for (const { createdAt } of done.reviews)
      expect(minutesFrom(releaseOf(done), createdAt)).toBeCloseTo((0.05 + 0.99 * 11.95) * 60, 1)
    const [owned, returned] = [await buddiesOf(asker), await buddiesOf(worker)]
    expect([owned, returned].map(list => list.map(({ user }) => user.id))).toEqual([[worker.id], [asker.id]])
    expect(state.buddies).toEqual(new Set([`${asker.id} ${worker.id}`, `${worker.id} ${asker.id}`]))
    const [buddy] = owned
    expect(buddy?.buddy.notes).not.toBe(returned[0]?.buddy.notes ?? 'nothing')
    expect(minutesFrom(releaseOf(done), buddy?.buddy.createdAt)).toBeCloseTo((0.05 + 0.99 * 0.95) * 60, 1)
  })

  test('adds nobody twice to the same buddies', async () => {
    await live('done', 0)
    expect(await buddiesOf(seeker)).toEqual([])
    expect(known.buddies.size).toBe(2)
  })

  test('is rated with every number of stars in twenty reviews, and mostly well', async () => {
    const state: PlanningState = { ...known, reviews: 0 }
    const ratings: number[] = []
    for (let turn = 0; turn < 11; turn += 1) {
      const { reviews } = await live('done', 0, { state })
      ratings.push(...reviews.toReversed().map(({ rating }) => rating))
      for (const { comment } of reviews) expect(comment).not.toMatch(/[{}]/)
      expect(reviews).toHaveLength(2)
    }
    expect(new Set(ratings)).toEqual(new Set([1, 2, 3, 4, 5]))
    const mean = ratings.slice(0, 20).reduce((sum, rating) => sum + rating, 0) / 20
    expect(mean).toBe(4.2)
    expect(ratings.slice(20)).toEqual(ratings.slice(0, 2))
    expect(state.reviews).toBe(22)
  })
})

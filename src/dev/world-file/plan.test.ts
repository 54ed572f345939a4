import { describe, expect, test } from 'bun:test'
import { ann, bob, walk, world } from '../../../test/support/written-world.ts'
import { seededRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { planPeople } from './people.ts'
import { createPlan, imageUrlOf, type Plan, Steps, timesIn } from './plan.ts'
import { planGig } from './plan-gig.ts'
import { WorldFileError } from './problem.ts'
import { parseWorldFile } from './read.ts'

const endMs = Date.UTC(2026, 5, 15, 12)
const minuteMs = 60_000
const at = (minutes: number): string => toTimestamp(endMs + minutes * minuteMs)
const taken = { ...walk, status: 'ACCEPTED', helper: bob.email }

const planOf = (parts: object, asOfMs: number | null = null, nowMs = 0): Plan =>
  createPlan(parseWorldFile(JSON.stringify(world(parts))), seededRandom(1), { asOfMs, nowMs })

const operationsOf = (gig: object) => {
  const file = parseWorldFile(JSON.stringify(world({ as_of: at(0), gigs: [gig] })))
  const plan = createPlan(file, seededRandom(1), { asOfMs: null, nowMs: 0 })
  return (file.gigs ?? []).flatMap((one, index) => planGig(plan, one, index))
}

/** When the parts of a gig happen, in minutes from the end of the world. */
const minutesOf = (gig: object) => operationsOf(gig).map(({ atMs }) => (atMs - endMs) / minuteMs)

const problemOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof WorldFileError) return error.message
    throw error
  }
  return ''
}
const problemIn = (gig: object) => problemOf(() => operationsOf(gig))

describe('the end of a world', () => {
  test('is the time that the file names, else the last in it, else now', () => {
    expect(planOf({ as_of: at(0), gigs: [{ ...walk, posted_at: at(-5) }] }).endMs).toBe(endMs)
    const gigs = [{ ...walk, posted_at: at(-50) }, { ...walk, posted_at: at(-20), revised_at: at(-9) }, walk]
    expect(planOf({ gigs }).endMs).toBe(endMs - 9 * minuteMs)
    expect(planOf({ gigs: [walk] }, null, endMs).endMs).toBe(endMs)
  })

  test('is no later for work that is planned', () => {
    const gigs = [{ ...walk, posted_at: at(-20), starts_at: at(500) }]
    expect(planOf({ gigs }).endMs).toBe(endMs - 20 * minuteMs)
  })

  test('may be moved, and every time moves along', () => {
    const plan = planOf({ as_of: at(0) }, endMs + 90 * minuteMs)
    const [written = toTimestamp(0)] = timesIn({ posted_at: at(-5) })
    expect(plan.endMs).toBe(endMs + 90 * minuteMs)
    expect(plan.timeOf(written)).toBe(endMs + 85 * minuteMs)
    expect<string>(plan.timestampOf(written)).toBe(at(85))
  })

  test('that stays leaves a time as it is written', () => {
    const [written = toTimestamp(0)] = timesIn({ posted_at: '2026-06-15T12:00:00.123456Z' })
    expect(planOf({ as_of: at(0) }).timestampOf(written)).toBe(written)
  })

  test('is in 1971 at the earliest', () => {
    const early = (text: string) => problemOf(() => planOf({ as_of: text }))
    expect(early('1970-12-31T23:59:59Z')).toBe('as_of: The world must end in 1971 or later.')
    expect(early('1971-01-01T00:00:00Z')).toBe('')
  })
})

describe('the people of a world', () => {
  test('are found by their address, and whoever is not is named with the place in the file', () => {
    const plan = planOf({ as_of: at(0) })
    expect(plan.person(bob.email, 'gigs[0].seeker')).toMatchObject({ ...bob, path: 'people[1]' })
    expect(problemOf(() => plan.person('eve@example.com', 'gigs[0].seeker'))).toBe(
      'gigs[0].seeker: There is nobody with the address eve@example.com in people.',
    )
  })

  test('registered thirty days before the end unless the file says when', () => {
    const people = [ann, { ...bob, registered_at: at(-7) }]
    const operations = planPeople(planOf({ as_of: at(0), people }))
    expect(operations.map(({ atMs }) => (atMs - endMs) / minuteMs)).toEqual([-30 * 24 * 60, -7])
  })

  test('get ids that sort by when they registered, unless the file has one', () => {
    const id = '019a0000-0000-7000-8000-000000000001'
    const people = [
      { ...ann, id },
      { ...bob, registered_at: at(-7) },
      { email: 'cy@example.com', full_name: 'Cy' },
    ]
    const [first, later = '', earlier = ''] = planOf({ as_of: at(0), people }).people.map(one => one.id)
    expect<string | undefined>(first).toBe(id)
    expect(later > earlier).toBe(true)
  })

  test('do in the file only what it says', () => {
    const count = (more: object) =>
      planPeople(planOf({ as_of: at(0), people: [{ ...ann, ...more }, bob] })).length - 2
    expect(count({})).toBe(0)
    expect(count({ verified: false, available: true })).toBe(0)
    expect(count({ verified: true, available: false })).toBe(2)
    expect(count({ latitude: 1, longitude: 2, address_text: 'Silom' })).toBe(1)
    expect(count({ address_text: 'Silom' })).toBe(1)
  })
})

describe('the times of a gig in a world file', () => {
  test('are a day before the end, and a minute for each step after it, where none is written', () => {
    const day = -24 * 60
    expect(minutesOf(walk)).toEqual([day])
    expect(minutesOf(taken)).toEqual([day, day + 1])
    expect(minutesOf({ ...taken, status: 'IN_PROGRESS' })).toEqual([day, day + 1, day + 2])
    expect(minutesOf({ ...walk, status: 'CANCELLED' })).toEqual([day, day + 1])
    expect(minutesOf({ ...taken, status: 'CANCELLED' })).toEqual([day, day + 1, day + 2])
    // Posted, accepted, begun, completed.
    expect(minutesOf({ ...taken, status: 'COMPLETED' })).toEqual([day, day + 1, day + 1, day + 2])
  })

  test('are those that are written', () => {
    const written = { ...taken, posted_at: at(-90), revised_at: at(-80), accepted_at: at(-70) }
    expect(minutesOf(written)).toEqual([-90, -80, -70])
    expect(minutesOf({ ...written, status: 'IN_PROGRESS', started_at: at(-60) })).toEqual([
      -90, -80, -70, -60,
    ])
    const done = { ...written, status: 'COMPLETED', started_at: at(-60), completed_at: at(-50) }
    expect(minutesOf(done)).toEqual([-90, -80, -70, -60, -50])
    const undone = { ...done, status: 'CANCELLED', cancelled_at: at(-40) }
    expect(minutesOf(undone)).toEqual([-90, -80, -70, -60, -50, -40])
  })

  test('never go beyond the end of the world by themselves', () => {
    const late = { ...taken, status: 'IN_PROGRESS', posted_at: at(-1.5) }
    expect(minutesOf(late)).toEqual([-1.5, -0.5, 0])
    expect(minutesOf({ ...late, posted_at: at(0) })).toEqual([0, 0, 0])
  })

  test('are refused before the step before, and after the end', () => {
    expect(problemIn({ ...taken, posted_at: at(-5), accepted_at: at(-6) })).toBe(
      'gigs[0].accepted_at: Must not be before 2026-06-15T11:55:00.000000Z, when the step before it was.',
    )
    expect(problemIn({ ...taken, posted_at: at(-5), accepted_at: at(1) })).toBe(
      'gigs[0].accepted_at: Must not be after the end of the world, 2026-06-15T12:00:00.000000Z.',
    )
    expect(minutesOf({ ...taken, posted_at: at(-5), accepted_at: at(-5) })).toEqual([-5, -5])
    expect(minutesOf({ ...taken, posted_at: at(-5), accepted_at: at(0) })).toEqual([-5, 0])
  })

  test('are a minute later for each message, payment and review than for what it rests on', () => {
    const done = {
      ...taken,
      status: 'COMPLETED',
      posted_at: at(-90),
      accepted_at: at(-80),
      completed_at: at(-60),
      room: {
        messages: [
          { from: 'helper', text: 'Hello' },
          { from: 'seeker', text: 'Hi' },
        ],
        ended: true,
      },
      payments: [{ status: 'FAILED' }, { status: 'COMPLETED' }],
      reviews: [
        { by: 'seeker', rating: 5, comment: 'Great' },
        { by: 'helper', rating: 4, comment: 'Kind', posted_at: at(-30), revised_at: at(-20) },
      ],
    }
    // Posted, accepted; two messages; two payments; begun, completed; released; reviews; end of the room.
    expect(minutesOf(done)).toEqual([-90, -80, -79, -78, -79, -78, -80, -60, -59, -59, -30, -20, -78])
  })
})

describe('the payments of a gig in a world file', () => {
  const paid = { ...taken, posted_at: at(-90), accepted_at: at(-80) }

  test('are released after the work, or complete it when they are released before it is', () => {
    const released = { status: 'COMPLETED', created_at: at(-70), released_at: at(-50) }
    const done = { ...paid, status: 'COMPLETED' }
    expect(minutesOf({ ...done, completed_at: at(-60), payments: [released] })).toEqual([
      -90, -80, -70, -80, -60, -50,
    ])
    expect(minutesOf({ ...done, payments: [released] })).toEqual([-90, -80, -70, -50])
    expect(minutesOf({ ...done, completed_at: at(-50), payments: [released] })).toEqual([-90, -80, -70, -50])
    expect(problemIn({ ...done, completed_at: at(-40), payments: [released] })).toBe(
      'gigs[0].completed_at: Must be the moment of the release, which completed the gig.',
    )
  })

  test('are cancelled a minute later, or with their gig', () => {
    const cancelled = { status: 'CANCELLED', created_at: at(-70) }
    expect(minutesOf({ ...paid, payments: [cancelled] })).toEqual([-90, -80, -70, -69])
    const off = { ...paid, status: 'CANCELLED' }
    expect(minutesOf({ ...off, payments: [cancelled] })).toEqual([-90, -80, -70, -69])
    expect(operationsOf({ ...off, payments: [cancelled] })).toHaveLength(4)
    const alone = { ...cancelled, cancelled_at: at(-60) }
    expect(minutesOf({ ...off, payments: [alone] })).toEqual([-90, -80, -70, -60, -59])
    expect(minutesOf({ ...off, payments: [cancelled, { status: 'CANCELLED' }] })).toEqual([
      -90, -80, -70, -69, -68, -67,
    ])
    expect(minutesOf({ ...off, cancelled_at: at(-75), payments: [cancelled] })).toEqual([-90, -80, -70, -75])
  })

  test('are refused with a status that the gig cannot have', () => {
    const problemWith = (status: string, payment: string) =>
      problemIn({ ...paid, status, payments: [{ status: payment }] })
    expect(problemWith('ACCEPTED', 'COMPLETED')).toBe(
      'gigs[0].payments[0].status: A released payment completes its gig, and this one is ACCEPTED.',
    )
    const together =
      'gigs[0].payments[0].status: Cancelling a gig cancels its payment: it must be CANCELLED too.'
    expect(problemWith('CANCELLED', 'PENDING')).toBe(together)
    expect(problemWith('CANCELLED', 'PROCESSING')).toBe(together)
    for (const [status, payment] of [
      ['COMPLETED', 'COMPLETED'],
      ['COMPLETED', 'PENDING'],
      ['ACCEPTED', 'PENDING'],
      ['ACCEPTED', 'PROCESSING'],
      ['CANCELLED', 'FAILED'],
      ['CANCELLED', 'CANCELLED'],
    ] as const)
      expect(problemWith(status, payment)).toBe('')
  })

  test('come a minute after each other', () => {
    const payments = [{ status: 'FAILED' }, { status: 'FAILED' }, { status: 'PENDING' }]
    expect(minutesOf({ ...paid, payments })).toEqual([-90, -80, -79, -78, -77])
  })
})

describe('a gig in a world file', () => {
  test('has a helper from its acceptance on, and none before', () => {
    for (const status of ['ACCEPTED', 'IN_PROGRESS', 'COMPLETED'])
      expect(problemIn({ ...walk, status })).toBe(
        `gigs[0].helper: Is missing: a gig that is ${status} has one.`,
      )
    expect(problemIn({ ...walk, helper: bob.email })).toBe(
      'gigs[0].helper: A gig that is PENDING has none yet.',
    )
    expect(problemIn({ ...walk, status: 'CANCELLED' })).toBe('')
    expect(problemIn({ ...taken, status: 'CANCELLED' })).toBe('')
  })

  test.each([
    ['room', {}],
    ['payments', []],
    ['reviews', []],
  ])('without a helper has no %s', (name, part) => {
    const sentence = `gigs[0].${name}: A gig without a helper has none.`
    expect(problemIn({ ...walk, [name]: part })).toBe(sentence)
    expect(problemIn({ ...walk, status: 'CANCELLED', [name]: part })).toBe(sentence)
    expect(problemIn({ ...taken, [name]: part })).toBe('')
  })
})

describe('a room in a world file', () => {
  const hello = { from: 'helper', text: 'Hello' }
  const roomProblem = (room: object) => problemIn({ ...taken, room })

  test('has been read as far as it goes at the most', () => {
    expect(roomProblem({ messages: [hello], read_by_seeker: 2 })).toBe(
      'gigs[0].room.read_by_seeker: The room has only 1 messages.',
    )
    expect(roomProblem({ read_by_helper: 1 })).toBe(
      'gigs[0].room.read_by_helper: The room has only 0 messages.',
    )
    expect(roomProblem({ messages: [hello], read_by_seeker: 1, read_by_helper: 1 })).toBe('')
  })

  test('is read right after the last message that was read', () => {
    const messages = [hello, hello, hello]
    const room = { messages, read_by_seeker: 1, read_by_helper: 3 }
    const [, accepted, ...rest] = minutesOf({ ...taken, room })
    expect(rest.map(minutes => minutes - (accepted ?? 0))).toEqual([1, 1, 2, 3, 3])
    expect(operationsOf({ ...taken, room: { messages } })).toHaveLength(5)
  })

  test('has no message without a text and an image', () => {
    expect(roomProblem({ messages: [{ from: 'seeker' }] })).toBe(
      'gigs[0].room.messages[0].text: Is missing, and there is no image either.',
    )
    expect(roomProblem({ messages: [hello, { from: 'seeker', text: '' }] })).toMatch(
      /^gigs\[0\]\.room\.messages\[1\]/,
    )
    expect(roomProblem({ messages: [{ from: 'seeker', image: 'https://example.com/1.png' }] })).toBe('')
  })

  test('has each name of a client once for each of the two', () => {
    const named = (from: string) => ({ from, text: 'Hello', client_id: 'one' })
    expect(roomProblem({ messages: [named('seeker'), hello, named('seeker')] })).toBe(
      'gigs[0].room.messages[2].client_id: Is that of an earlier message of the same sender.',
    )
    expect(roomProblem({ messages: [named('seeker'), named('helper'), hello, hello] })).toBe('')
  })
})

describe('the parts of a plan', () => {
  test('are the times of a file, however deep, and nothing that is only called so', () => {
    const part = {
      posted_at: at(-1),
      starts_at: at(5),
      at: at(6),
      sent_at: 'soon',
      list: [{ sent_at: at(-2) }, null],
    }
    expect<string[]>([...timesIn(part)]).toEqual([at(-1), at(-2)])
    expect([...timesIn('2026-06-15T12:00:00Z')]).toEqual([])
  })

  test('are images by their id here, or by an address elsewhere', () => {
    const id = '019A0000-0000-7000-8000-00000000000A'
    expect(imageUrlOf('https://example.com/One.png')).toBe('https://example.com/One.png')
    expect(imageUrlOf(id)).toEndWith(`/${id.toLowerCase()}`)
  })

  test('are steps that begin where they are told to', () => {
    const steps = new Steps({ timeOf: () => endMs, endMs }, endMs - 10)
    expect(steps.next('here', undefined)).toBe(endMs)
    expect(steps.latestMs).toBe(endMs)
  })
})

import { expect, test } from 'bun:test'
import { ann, bob, walk, world } from '../../../test/support/written-world.ts'
import { seededRandom } from '../../lib/random.ts'
import { createPlan } from './plan.ts'
import { planGig } from './plan-gig.ts'
import { parseWorldFile } from './read.ts'

const problemOf = (file: unknown): string => {
  try {
    const world = parseWorldFile(typeof file === 'string' ? file : JSON.stringify(file))
    const plan = createPlan(world, seededRandom(1), { asOfMs: null, nowMs: Date.UTC(2026, 0, 31) })
    for (const [index, gig] of (world.gigs ?? []).entries()) planGig(plan, gig, index)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return ''
}

const done = { ...walk, status: 'COMPLETED', helper: bob.email, payments: [{ status: 'COMPLETED' }] }
const picture = { id: '00000000-0000-7000-8000-0000000000f1', owner: bob.email, width: 4, height: 3 }
const withGig = (gig: object) => world({ gigs: [gig] })

test.each([
  [world(), ''],
  [`\uFEFF${JSON.stringify(withGig(done))}`, ''],
  ['{', 'Is not JSON'],
  ['['.repeat(100), 'nested deeper than 32 levels'],
  ['\u001b[2J{', "Is not JSON: JSON Parse error: Unrecognized token ''"],
  [world({ as_of: '1970-12-31' }), 'as_of: The world must end in 1971 or later.'],
  [[], 'Must be a JSON object.'],
  [{ people: [] }, 'chayenity_world: Is missing.'],
  [{ chayenity_world: '2', people: [] }, 'chayenity_world: Must be one of 1.'],
  [world({ gigs: {} }), 'gigs: Must be a list.'],
  [world({ peple: [] }), 'peple: There is no such field. There are $schema, chayenity_world, as_of, people'],
  [world({ people: [{ ...ann, password: 'x' }] }), 'people[0].password: There is no such field.'],
  [world({ people: [ann, ann] }), 'people[1].email: Is the same as people[0].email.'],
  [world({ people: [{ ...ann, latitude: 1 }] }), 'people[0]: Has one of latitude and longitude'],
  [
    world({ people: [{ ...ann, picture: picture.id }, bob], pictures: [picture] }),
    'people[0].picture: Must be one',
  ],
  [world({ pictures: [picture, picture] }), 'pictures[1].id: Is the same as pictures[0].id.'],
  [
    world({ pictures: [{ ...picture, width: 1281 }] }),
    'pictures[0].width: Must be a whole number from 1 to 1280.',
  ],
  [world({ buddies: [{ owner: ann.email, buddy: 'eve@example.com' }] }), 'buddies[0].buddy: There is nobody'],
  [withGig({ ...walk, budget: 0.001 }), 'gigs[0].budget: Must be an amount'],
  [withGig({ ...walk, images: [picture.id] }), 'gigs[0].images[0]: Is not the id of one of pictures.'],
  [withGig({ ...walk, images: ['file:///etc/passwd'] }), 'gigs[0].images[0]: Must be the id'],
  [withGig({ ...walk, seeker: 'eve@example.com' }), 'gigs[0].seeker: There is nobody'],
  [withGig({ ...walk, status: 'ACCEPTED' }), 'gigs[0].helper: Is missing'],
  [withGig({ ...walk, helper: bob.email }), 'gigs[0].helper: A gig that is PENDING has none'],
  [withGig({ ...walk, room: {} }), 'gigs[0].room: A gig without a helper has none.'],
  [withGig({ ...done, status: 'ACCEPTED' }), 'gigs[0].payments[0].status: A released payment'],
  [withGig({ ...done, status: 'CANCELLED', payments: [{ status: 'PENDING' }] }), 'it must be CANCELLED too'],
  [withGig({ ...done, room: { read_by_helper: 1 } }), 'read_by_helper: The room has only 0 messages.'],
  [withGig({ ...done, room: { messages: [{ from: 'seeker' }] } }), 'room.messages[0].text: Is missing'],
  [
    withGig({
      ...done,
      room: { messages: ['a', 'b'].map(text => ({ from: 'seeker', text, client_id: 'one' })) },
    }),
    'room.messages[1].client_id: Is that of an earlier message',
  ],
  [
    withGig({ ...done, posted_at: '2026-01-02', accepted_at: '2026-01-01' }),
    'gigs[0].accepted_at: Must not be before 2026-01-02T00:00:00.000000Z',
  ],
  [
    withGig({
      ...done,
      posted_at: '2026-01-01',
      accepted_at: '2026-01-01',
      completed_at: '2026-01-03',
      payments: [{ status: 'COMPLETED', created_at: '2026-01-01', released_at: '2026-01-02' }],
    }),
    'gigs[0].completed_at: Must be the moment of the release',
  ],
  [
    world({ as_of: '2026-01-01', gigs: [{ ...walk, posted_at: '2026-01-02' }] }),
    'gigs[0].posted_at: Must not be after the end of the world',
  ],
  [world({ gigs: Array.from({ length: 10_001 }, () => walk) }), 'gigs: Has 10001 items; 10000 are the most.'],
])('a world file that is wrong is rejected with the place and the reason, case %#', (file, sentence) => {
  if (sentence === '') expect(problemOf(file)).toBe('')
  else expect(problemOf(file)).toContain(sentence)
})

import { afterAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { completedGig } from '../../src/domain/gigs/rules.ts'
import type { HidableKind } from '../../src/domain/reports/report.ts'
import { paymentGivenBack, paymentReleased } from '../../src/domain/transactions/rules.ts'
import type { User } from '../../src/domain/users/user.ts'
import { deriveRows } from '../../src/storage/sqlite/engine/derive.ts'
import { verifyDatabase } from '../../src/storage/sqlite/engine/verify.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import type { Store } from '../../src/storage/store.ts'
import {
  arrangeCompletedGig,
  arrangeRoom,
  beginPayment,
  postGig,
  postReview,
  registerUser,
  sendMessage,
} from '../store/arrange.ts'
import {
  at,
  makeBuddy,
  makeCommand,
  makeFolder,
  makeWrite,
  newId,
  openStore,
  satang,
} from '../support/stores.ts'

/** What `check` finds in rows that contradict each other, and what `repair` makes again of them. */

const hide = async (store: Store, kind: HidableKind, subjectId: string, owner: User) => {
  const reporter = await registerUser(store)
  const report = {
    id: newId<'report'>(),
    reporterId: reporter.id,
    ownerId: owner.id,
    subjectKind: kind,
    subjectId,
    reason: 'Rude.',
    createdAt: at(5),
    resolvedAt: null,
  }
  await store.reports.add(makeCommand(reporter), report, () => {})
  await store.reports.setHidden(makeWrite({ now: at(6) }), report.id, true)
}

/** A payment of each fate. */
const fillPayments = async (store: Store) => {
  const held = await arrangeRoom(store)
  const pending = await beginPayment(store, held.gig, held.helper)
  const done = await arrangeRoom(store)
  const { id: completed } = await beginPayment(store, done.gig, done.helper)
  await store.transactions.advance(makeWrite(), completed, (payment, gig) => ({
    payment: paymentReleased(payment, { actor: done.seeker.id, releaseReason: null, now: at(9) }),
    gig: completedGig(gig, at(9)),
  }))
  const givenBack = await arrangeRoom(store)
  const { id: cancelled } = await beginPayment(store, givenBack.gig, givenBack.helper)
  await store.transactions.advance(makeWrite(), cancelled, (payment, gig) => ({
    payment: paymentGivenBack(payment, at(9)),
    gig: { ...gig, status: 'CANCELLED' },
  }))
  // Nothing was ever held of these two.
  const never = await arrangeRoom(store)
  await beginPayment(store, never.gig, never.helper, { status: 'CANCELLED' })
  const slow = await arrangeRoom(store)
  const { id: processing } = await beginPayment(store, slow.gig, slow.helper, { status: 'PROCESSING' })
  // So little that there is no fee, and nothing but a fee.
  for (const serviceFeeSatang of [satang(0), satang(5)]) {
    const tiny = await arrangeRoom(store, { budgetSatang: satang(5) })
    const { id } = await beginPayment(store, tiny.gig, tiny.helper, { serviceFeeSatang })
    await store.transactions.advance(makeWrite(), id, (payment, gig) => ({
      payment: paymentReleased(payment, { actor: tiny.seeker.id, releaseReason: null, now: at(9) }),
      gig: completedGig(gig, at(9)),
    }))
  }
  return { pending: pending.id, completed, cancelled, processing, held }
}

/** Rooms with messages that were read, that were not, and that are hidden. */
const fillRooms = async (store: Store) => {
  const room = await arrangeRoom(store)
  for (const sender of [room.seeker, room.helper]) await sendMessage(store, room.roomId, sender)
  for (const reader of [room.seeker, room.helper])
    await store.chat.read(makeCommand(reader), room.roomId, () => ({}))
  for (const sender of [room.helper, room.seeker, room.helper]) await sendMessage(store, room.roomId, sender)
  const hidden = await arrangeRoom(store)
  const first = await sendMessage(store, hidden.roomId, hidden.seeker)
  await hide(store, 'message', first.message.id, hidden.seeker)
  const last = await sendMessage(store, hidden.roomId, hidden.helper)
  await hide(store, 'message', last.message.id, hidden.helper)
  return { room }
}

const fillReviews = async (store: Store) => {
  const { gig, seeker, helper } = await arrangeCompletedGig(store)
  const review = await postReview(store, gig, seeker, { rating: 5 })
  const rude = await postReview(store, gig, helper, { rating: 1 })
  await hide(store, 'review', rude.id, helper)
  return { review: review.id, rude: rude.id, rated: helper, unrated: seeker }
}

const fillPeople = async (store: Store) => {
  const owner = await registerUser(store)
  const busy = await registerUser(store, { isAvailable: false })
  const disabled = await registerUser(store)
  const gone = await registerUser(store)
  const ids: Record<string, string> = {}
  for (const [name, user] of Object.entries({ busy, disabled })) {
    const buddy = makeBuddy(owner, user)
    await store.buddies.add(makeCommand(owner), user.id, () => buddy)
    ids[name] = buddy.id
  }
  const gigOfDisabled = await postGig(store, disabled)
  await store.users.setDisabled(makeWrite(), disabled.id, at(7))
  const place = { latitude: 13.75, longitude: 100.5 }
  await store.users.revise(makeCommand(owner), owner.id, user => ({ ...user, ...place }))
  await postGig(store, gone)
  await store.users.delete(makeWrite(), gone.id, () => {})
  const gig = await postGig(store, owner)
  const hiddenGig = await postGig(store, owner)
  await hide(store, 'gig', hiddenGig.id, owner)
  return { owner, gone, buddies: ids, gig, hiddenGig, gigOfDisabled }
}

const fill = async () => {
  const folder = makeFolder()
  const store = openStore(folder.path)
  const payments = await fillPayments(store)
  const rooms = await fillRooms(store)
  const reviews = await fillReviews(store)
  const people = await fillPeople(store)
  await store.close()
  const db = new Database(join(folder.path, databaseFileName))
  db.pragma('journal_mode = DELETE')
  const image = db.serialize()
  db.close()
  return { folder, image, payments, rooms, reviews, people }
}

const world = await fill()
afterAll(world.folder.remove)
const { payments, rooms, reviews, people } = world

/** A database of its own, in memory, without foreign keys, checks of rows and the guards of the ledger. */
const copyWith = (sql: string): Database.Database => {
  const db = new Database(world.image)
  db.pragma('foreign_keys = OFF')
  db.pragma('ignore_check_constraints = ON')
  db.exec(`DROP TRIGGER ledger_entries_never_go; DROP TRIGGER ledger_entries_never_change; ${sql}`)
  return db
}

const contradictionsOf = (db: Database.Database): string[] => {
  const { problems, schemaDifferences } = verifyDatabase(db)
  return problems.filter(problem => !schemaDifferences.includes(problem))
}

const contradictionsAfter = (sql: string): string[] => {
  const db = copyWith(sql)
  const found = contradictionsOf(db)
  db.close()
  return found
}

test('nothing contradicts itself in a marketplace in which much has happened', () => {
  expect(contradictionsAfter('')).toEqual([])
})

describe('of payments and their ledger entries', () => {
  const sentence = 'Payments and their ledger entries do not agree'
  const entries = (
    [
      ['pending', 'HOLD', 'USER'],
      ['pending', 'HOLD', 'ESCROW'],
      ['completed', 'RELEASE', 'ESCROW'],
      ['completed', 'RELEASE', 'USER'],
      ['completed', 'RELEASE', 'FEES'],
      ['cancelled', 'CANCEL', 'ESCROW'],
      ['cancelled', 'CANCEL', 'USER'],
    ] as const
  ).map(([fate, step, account]) => {
    const id = payments[fate]
    const where = `transaction_id = '${id}' AND step = '${step}' AND account = '${account}'`
    return { fate, step, account, where, problem: `${sentence}: ${id}.` }
  })

  test.each(entries)('the $step entry of $account of a $fate payment is missed', ({ where, problem }) => {
    const found = contradictionsAfter(`DELETE FROM ledger_entries WHERE ${where}`)
    expect(found).toContain(problem)
    expect(found).toContain('1 steps of the ledger do not sum to zero.')
  })

  test.each(entries)(
    'the $step entry of $account of a $fate payment is found with another amount',
    ({ where, problem }) => {
      const sql = `UPDATE ledger_entries SET amount_satang = 2 * amount_satang WHERE ${where}`
      expect(contradictionsAfter(sql)).toContain(problem)
    },
  )

  test('entries of somebody else, of another status or without a payment are found', () => {
    const changes: [string, string][] = [
      [
        payments.pending,
        `UPDATE ledger_entries SET user_id = 'x' WHERE transaction_id = '${payments.pending}' AND account = 'USER'`,
      ],
      [payments.completed, `UPDATE transactions SET status = 'PENDING' WHERE id = '${payments.completed}'`],
      [payments.pending, `UPDATE transactions SET status = 'COMPLETED' WHERE id = '${payments.pending}'`],
      [payments.pending, `UPDATE transactions SET status = 'CANCELLED' WHERE id = '${payments.pending}'`],
      [payments.pending, `UPDATE transactions SET status = 'FAILED' WHERE id = '${payments.pending}'`],
      [payments.processing, `UPDATE transactions SET status = 'PENDING' WHERE id = '${payments.processing}'`],
      [payments.completed, `DELETE FROM ledger_entries WHERE transaction_id = '${payments.completed}'`],
    ]
    for (const [id, sql] of changes)
      expect([sql, contradictionsAfter(sql)]).toEqual([sql, expect.arrayContaining([`${sentence}: ${id}.`])])
  })
})

/** One change of a row each, and what `check` says of it. */
const contradictions: [sql: string, sentence: string][] = [
  [
    `UPDATE transactions SET payer_id = payee_id WHERE id = '${payments.pending}'`,
    `Payments are not between the seeker and the helper of their gig: ${payments.pending}.`,
  ],
  [
    `UPDATE transactions SET payee_id = payer_id WHERE id = '${payments.pending}'`,
    `Payments are not between the seeker and the helper of their gig: ${payments.pending}.`,
  ],
  [
    `UPDATE gigs SET helper_id = NULL WHERE id = '${payments.held.gig.id}'`,
    `Payments are not between the seeker and the helper of their gig: ${payments.pending}.`,
  ],
  ...['PENDING', 'CANCELLED'].map((status): [string, string] => [
    `UPDATE gigs SET status = '${status}' WHERE id = '${payments.held.gig.id}'`,
    `Gigs have a status that does not fit their payment: ${payments.held.gig.id}.`,
  ]),
  [
    `UPDATE gigs SET status = 'CANCELLED' WHERE id = (SELECT gig_id FROM transactions WHERE id = '${payments.processing}')`,
    'Gigs have a status that does not fit their payment',
  ],
  [
    `UPDATE gigs SET status = 'IN_PROGRESS' WHERE id = (SELECT gig_id FROM transactions WHERE id = '${payments.completed}')`,
    'Gigs have a status that does not fit their payment',
  ],
  [
    "UPDATE gigs SET completed_at = NULL WHERE status = 'COMPLETED'",
    'Gigs are completed without a time, or have one and are not',
  ],
  [
    `UPDATE gigs SET completed_at = created_at WHERE id = '${people.gig.id}'`,
    `Gigs are completed without a time, or have one and are not: ${people.gig.id}.`,
  ],
  [
    `DELETE FROM chat_rooms WHERE gig_id = '${payments.held.gig.id}'`,
    `Gigs have a helper and no room, or a room of other people: ${payments.held.gig.id}.`,
  ],
  ...['helper_id', 'seeker_id'].map((column): [string, string] => [
    `UPDATE chat_rooms SET ${column} = 'x' WHERE gig_id = '${payments.held.gig.id}'`,
    `Gigs have a helper and no room, or a room of other people: ${payments.held.gig.id}.`,
  ]),
  [
    `UPDATE buddies SET is_hidden = 0 WHERE id = '${people.buddies.disabled}'`,
    `Buddies have another state than their person: ${people.buddies.disabled}.`,
  ],
  [
    `UPDATE buddies SET is_available = 1 WHERE id = '${people.buddies.busy}'`,
    `Buddies have another state than their person: ${people.buddies.busy}.`,
  ],
  ...['rating_sum', 'review_count'].flatMap(column =>
    [reviews.rated, reviews.unrated, people.owner].map(({ id }): [string, string] => [
      `UPDATE users SET ${column} = ${column} + 1 WHERE id = '${id}'`,
      `Ratings of people are not the sum of their reviews: ${id}.`,
    ]),
  ),
  [
    `UPDATE reviews SET is_hidden = 1 WHERE id = '${reviews.review}'`,
    `Gigs and reviews are hidden that should be shown, or the other way round: ${reviews.review}.`,
  ],
  [
    `UPDATE reviews SET is_hidden = 0 WHERE id = '${reviews.rude}'`,
    `Gigs and reviews are hidden that should be shown, or the other way round: ${reviews.rude}.`,
  ],
  [
    `UPDATE gigs SET is_hidden = 1 WHERE id = '${people.gig.id}'`,
    `Gigs and reviews are hidden that should be shown, or the other way round: ${people.gig.id}.`,
  ],
  [
    `UPDATE gigs SET is_hidden = 0 WHERE id = '${people.hiddenGig.id}'`,
    `Gigs and reviews are hidden that should be shown, or the other way round: ${people.hiddenGig.id}.`,
  ],
  [
    `UPDATE gigs SET is_hidden = 0 WHERE id = '${people.gigOfDisabled.id}'`,
    `Gigs and reviews are hidden that should be shown, or the other way round: ${people.gigOfDisabled.id}.`,
  ],
  ...[
    "password_hash = 'hash'",
    "contact_info = '081 234 5678'",
    'latitude = 13.7, longitude = 100.5',
    "profile_image_id = 'x'",
  ].map((set): [string, string] => [
    `UPDATE users SET ${set} WHERE id = '${people.gone.id}'`,
    `Deleted people have a name, a session or a place: ${people.gone.id}.`,
  ]),
  [
    `INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES ('s', '${people.gone.id}', '', '')`,
    `Deleted people have a name, a session or a place: ${people.gone.id}.`,
  ],
  ...['seq = 1', 'seq = 5'].map((where): [string, string] => [
    `DELETE FROM chat_messages WHERE room_id = '${rooms.room.roomId}' AND ${where}`,
    `Rooms have a gap in their messages or another last message: ${rooms.room.roomId}.`,
  ]),
  [
    `UPDATE chat_rooms SET last_seq = 1 WHERE gig_id = '${payments.held.gig.id}'`,
    'Rooms have a gap in their messages or another last message',
  ],
  ...['seeker', 'helper']
    .flatMap(role => [
      `UPDATE chat_rooms SET ${role}_unread = ${role}_unread + 1 WHERE id = '${rooms.room.roomId}'`,
      `UPDATE chat_rooms SET ${role}_read_seq = ${role}_read_seq + 2 WHERE id = '${rooms.room.roomId}'`,
    ])
    .map((sql): [string, string] => [
      sql,
      `Rooms have a wrong number of unread messages: ${rooms.room.roomId}.`,
    ]),
  ['DELETE FROM gig_chunks', "The map's index and the gigs differ by"],
  ['DELETE FROM user_places', "The map's index and the places of people differ by 1."],
  ['UPDATE gig_counts SET gig_count = gig_count + 1', "The map's index and the gigs differ by"],
  [
    "UPDATE list_totals SET count = count + 1 WHERE owner = '' AND list = 'gigs' AND kind = 'PENDING'",
    '1 totals of lists are wrong.',
  ],
  [`DELETE FROM users WHERE id = '${people.owner.id}'`, 'rows refer to missing rows.'],
]

describe('of other rows', () => {
  test('each contradiction is found, and its rows are named', () => {
    const missed = contradictions.filter(
      ([sql, sentence]) => !contradictionsAfter(sql).some(found => found.includes(sentence)),
    )
    expect(missed).toEqual([])
  })

  test('a gig that was completed and then cancelled keeps its time', () => {
    const completed = `(SELECT gig_id FROM transactions WHERE id = '${payments.cancelled}')`
    const sql = `UPDATE gigs SET completed_at = created_at WHERE id = ${completed}`
    expect(contradictionsAfter(sql)).toEqual([])
  })

  test('at most five rows are named, and the others are counted', () => {
    const [sentence = ''] = contradictionsAfter('UPDATE users SET rating_sum = rating_sum + 1').filter(
      problem => problem.startsWith('Ratings'),
    )
    expect(sentence).toMatch(
      /^Ratings of people are not the sum of their reviews: ([\w-]{36}, ){4}[\w-]{36} and \d+ more\.$/,
    )
  })
})

/** Every row that is derived from others, of a database. */
const derivedRows = (db: Database.Database) =>
  Object.fromEntries(
    [
      'SELECT id, rating_sum, review_count FROM users',
      'SELECT id, is_hidden FROM gigs',
      'SELECT id, is_hidden FROM reviews',
      `SELECT id, last_seq, last_message, last_message_at, seeker_read_seq, helper_read_seq, seeker_unread,
        helper_unread FROM chat_rooms`,
      'SELECT id, is_hidden, is_available FROM buddies',
      'SELECT * FROM list_totals WHERE count <> 0 OR amount <> 0',
      'SELECT * FROM gig_counts',
      'SELECT * FROM user_places',
    ].map(sql => [sql, db.prepare(sql).all()]),
  )

const places =
  'DELETE FROM gig_chunks; DELETE FROM gig_counts; DELETE FROM gig_blocks; DELETE FROM user_places'

describe('what a repair derives', () => {
  test.each([
    'UPDATE users SET rating_sum = 7, review_count = 9',
    'UPDATE reviews SET is_hidden = 1 - is_hidden',
    'UPDATE gigs SET is_hidden = 1',
    'UPDATE gigs SET is_hidden = 0',
    "UPDATE chat_rooms SET last_seq = 7, last_message = 'x', last_message_at = NULL",
    'UPDATE chat_rooms SET seeker_unread = 7, helper_unread = 8',
    'UPDATE buddies SET is_hidden = 1 - is_hidden, is_available = 1 - is_available',
    'DELETE FROM list_totals',
  ])('is what the writes had stored, after %s', sql => {
    const whole = copyWith('')
    const broken = copyWith(`${sql}; ${places}`)
    expect(derivedRows(broken)).not.toEqual(derivedRows(whole))
    broken.transaction(() => deriveRows(broken))()
    expect(derivedRows(broken)).toEqual(derivedRows(whole))
    expect(contradictionsOf(broken)).toEqual([])
    broken.close()
    whole.close()
  })

  test('reads no more of a room than was said in it', () => {
    const broken = copyWith('UPDATE chat_rooms SET seeker_read_seq = 90, helper_read_seq = 80')
    broken.transaction(() => deriveRows(broken))()
    const rows = broken
      .prepare('SELECT last_seq, seeker_read_seq, helper_read_seq, seeker_unread FROM chat_rooms')
      .raw()
      .all()
    for (const row of rows) {
      const [last] = row as number[] // whole numbers
      expect(row).toEqual([last, last, last, 0])
    }
    broken.close()
  })
})

test('a marketplace that is opened again shows and hides what it did before', async () => {
  const store = openStore(world.folder.path)
  expect(await store.gigs.find(people.hiddenGig.id)).toMatchObject({ isHidden: true })
  expect(store.reports.isHidden('gig', people.hiddenGig.id)).toBeTrue()
  expect(store.users.isDisabled(people.owner.id)).toBeFalse()
  expect((await store.gigs.find(people.gig.id))?.isHidden).toBeUndefined()
  await store.close()
})

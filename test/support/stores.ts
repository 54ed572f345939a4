import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Session } from '../../src/domain/auth/session.ts'
import type { Buddy } from '../../src/domain/buddies/buddy.ts'
import type { ChatRoom, Message, Room } from '../../src/domain/chat/room.ts'
import type { Gig, GigDetails } from '../../src/domain/gigs/gig.ts'
import type { GigId } from '../../src/domain/ids.ts'
import type { NotificationDraft } from '../../src/domain/notifications/notification.ts'
import type { Review } from '../../src/domain/reviews/review.ts'
import { holdEntries } from '../../src/domain/transactions/ledger.ts'
import type { PaymentStep, Transaction } from '../../src/domain/transactions/transaction.ts'
import type { UploadedFile } from '../../src/domain/uploads/file.ts'
import type { User } from '../../src/domain/users/user.ts'
import { manualClock } from '../../src/lib/clock.ts'
import type { Command, Idempotency, Write } from '../../src/lib/command.ts'
import { createNewId } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import type { Satang } from '../../src/lib/money.ts'
import type { Page } from '../../src/lib/page.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { toTimestamp } from '../../src/lib/timestamp.ts'
import { migrate } from '../../src/storage/sqlite/migrations/migrate.ts'
import { type OpenOptions, openSqliteStore } from '../../src/storage/sqlite/open.ts'
import type { Store } from '../../src/storage/store.ts'
import { testNow, testPlaceKey } from './server.ts'

export const silentLog = createLog('silent')

/** A new folder for one test, gone with `remove`. */
export const makeFolder = (parent = tmpdir()): { path: string; remove: () => void } => {
  const path = mkdtempSync(join(parent, 'chayenity-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export const openStore = (
  dataDir: string,
  durability: 'grouped' | 'full' = 'grouped',
  options: Partial<OpenOptions> = {},
): Store =>
  openSqliteStore({
    dataDir,
    durability,
    log: silentLog,
    newPlaceKey: () => testPlaceKey,
    onFatalStorageError: () => {},
    ...options,
  })

export const newId = createNewId(manualClock(testNow), seededRandom(7))

/** The moment `seconds` after the usual now of the tests. */
export const at = (seconds: number) => toTimestamp(testNow + seconds * 1000)

/** A write at the usual now that nobody repeats. */
export const makeWrite = <Result = never>(changes: Partial<Write<Result>> = {}): Write<Result> => ({
  now: at(0),
  newId,
  idempotency: null,
  ...changes,
})

export const makeCommand = <Result = never>(
  actor: Pick<User, 'id'>,
  changes: Partial<Write<Result>> = {},
): Command<Result> => ({ ...makeWrite(changes), actor: actor.id })

/** A request with a key of its own; records of a day before the usual now have expired. */
export const makeIdempotency = <Result = never>(
  changes: Partial<Idempotency<Result>> = {},
): Idempotency<Result> => ({
  scope: 'somchai POST /api/gigs',
  key: newId<'key'>(),
  fingerprint: 'a body',
  expiredBefore: at(-24 * 3600),
  respond: () => ({ status: 201, body: '{"is":"stored"}' }),
  ...changes,
})

/** A database in memory with one person, for what lies below the store. */
export const makeDatabase = (): { db: Database.Database; seeker: User } => {
  const db = new Database(':memory:')
  migrate(db)
  const seeker = makeUser()
  db.prepare(
    'INSERT INTO users (id, email, password_hash, full_name, created_at) VALUES (?, ?, ?, ?, ?)',
  ).run(seeker.id, seeker.email, 'h', seeker.fullName, seeker.createdAt)
  return { db, seeker }
}

export const makeUser = (changes: Partial<User> = {}): User => {
  const id = newId<'user'>()
  return {
    id,
    email: `${id}@example.com`,
    fullName: 'Somchai',
    contactInfo: null,
    addressText: null,
    profileImageId: null,
    isVerified: false,
    disabledAt: null,
    deletedAt: null,
    isAvailable: true,
    latitude: null,
    longitude: null,
    ratingSum: 0,
    reviewCount: 0,
    createdAt: at(0),
    ...changes,
  }
}

export const makeSession = (user: User, changes: Partial<Session> = {}): Session => ({
  id: newId(),
  userId: user.id,
  createdAt: at(0),
  expiresAt: at(3600),
  endedAt: null,
  ...changes,
})

/** What a change says of a notification; the store adds the rest. */
export const makeNotification = (
  user: User,
  gig: Gig,
  changes: Partial<NotificationDraft> = {},
): NotificationDraft => ({
  userId: user.id,
  type: 'gig_accepted',
  text: 'A helper has accepted "Help move furniture".',
  gigId: gig.id,
  ...changes,
})

/** A gig as it was posted, without its people (ruling K7). */
export const asGig = ({ seeker, helper, roomId, paymentStatus, ...gig }: GigDetails): Gig => gig

/** The gig of an id without its people. */
export const findGig = async (store: Store, id: GigId): Promise<Gig | null> => {
  const found = await store.gigs.find(id)
  return found && asGig(found)
}

/** A page of gigs without their people. */
export const asGigPage = (page: Page<GigDetails>): Page<Gig> => ({
  ...page,
  items: page.items.map(asGig),
})

/** Whole satang, as the tests write them. */
export const satang = (amount: number) => amount as Satang // a literal of a test

export const makeGig = (seeker: User, changes: Partial<Gig> = {}): Gig => ({
  id: newId(),
  title: 'Help move furniture',
  description: 'A sofa and a dining table',
  durationHours: 3,
  budgetSatang: satang(150_000),
  addressText: '123 Main St, Bangkok',
  status: 'PENDING',
  imageUrls: ['http://localhost:8000/api/upload/gig-photo1.jpg'],
  latitude: 13.7563,
  longitude: 100.5018,
  createdAt: at(0),
  updatedAt: at(0),
  startsAt: null,
  completedAt: null,
  seekerId: seeker.id,
  helperId: null,
  ...changes,
})

export const makeRoom = (gig: Gig, helper: User, changes: Partial<Room> = {}): Room => ({
  id: newId(),
  gigId: gig.id,
  seekerId: gig.seekerId,
  helperId: helper.id,
  isActive: true,
  createdAt: at(1),
  ...changes,
})

/** The next message of a room. */
export const makeMessage = (room: ChatRoom, sender: User, changes: Partial<Message> = {}): Message => ({
  id: newId(),
  roomId: room.id,
  seq: room.lastSeq + 1,
  senderId: sender.id,
  content: 'Hello',
  imageUrl: null,
  clientId: null,
  createdAt: at(2),
  ...changes,
})

export const makeBuddy = (owner: User, user: User, changes: Partial<Buddy> = {}): Buddy => ({
  id: newId(),
  ownerId: owner.id,
  buddyUserId: user.id,
  notes: null,
  createdAt: at(0),
  ...changes,
})

export const makeReview = (gig: Gig, reviewer: User, changes: Partial<Review> = {}): Review => ({
  id: newId(),
  gigId: gig.id,
  reviewerId: reviewer.id,
  revieweeId: gig.helperId === reviewer.id || gig.helperId === null ? gig.seekerId : gig.helperId,
  rating: 4,
  comment: 'Careful and on time',
  createdAt: at(4),
  updatedAt: at(4),
  ...changes,
})

export const makeFile = (owner: User, changes: Partial<UploadedFile> = {}): UploadedFile => ({
  id: newId(),
  ownerId: owner.id,
  category: 'general',
  originalFilename: 'photo.jpg',
  contentType: 'image/jpeg',
  fileSize: 1000,
  width: 96,
  height: 64,
  thumbhash: '3OcRJYB4d3h/iIeHeEh3eIhw+j2w',
  sha256: null,
  uploadedAt: at(0),
  ...changes,
})

/** The payment of a gig as it begins: held at once, with the entries of that, unless `changes` has another status. */
export const makePayment = (gig: Gig, payee: User, changes: Partial<Transaction> = {}): PaymentStep => {
  const transaction: Transaction = {
    id: newId(),
    gigId: gig.id,
    payerId: gig.seekerId,
    payeeId: payee.id,
    amountSatang: gig.budgetSatang,
    serviceFeeSatang: satang(gig.budgetSatang / 20),
    status: 'PENDING',
    paymentMethod: 'mock_payment',
    refHour: '2025100110',
    refNumber: 1,
    releaseReason: null,
    createdAt: at(3),
    completedAt: null,
    ...changes,
  }
  const entries = transaction.status === 'PENDING' ? holdEntries(transaction, transaction.createdAt) : []
  return { transaction, entries }
}

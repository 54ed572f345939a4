import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Session } from '../../src/domain/auth/session.ts'
import type { Gig } from '../../src/domain/gigs/gig.ts'
import type { Notification } from '../../src/domain/notifications/notification.ts'
import type { User } from '../../src/domain/users/user.ts'
import { manualClock } from '../../src/lib/clock.ts'
import { createNewId } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import type { Satang } from '../../src/lib/money.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { toTimestamp } from '../../src/lib/timestamp.ts'
import { openSqliteStore } from '../../src/storage/sqlite/open.ts'
import type { Store } from '../../src/storage/store.ts'
import { testNow } from './server.ts'

export const silentLog = createLog('silent')

/** A new folder for one test, gone with `remove`. */
export const makeFolder = (): { path: string; remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'chayenity-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export const openStore = (dataDir: string, durability: 'grouped' | 'full' = 'grouped'): Store =>
  openSqliteStore({ dataDir, durability, log: silentLog, onFatalStorageError: () => {} })

/** Every way in which the store is run; the suite of the port runs for each of them. */
export const engines = [
  { name: 'in memory', isOnDisk: false, durability: 'grouped' },
  { name: 'on disk, durable in groups', isOnDisk: true, durability: 'grouped' },
  { name: 'on disk, durable at each commit', isOnDisk: true, durability: 'full' },
] as const

export interface OpenedStore {
  store: Store
  close(): Promise<void>
}

export const openEngine = ({ isOnDisk, durability }: (typeof engines)[number]): OpenedStore => {
  if (!isOnDisk) {
    const store = openStore(':memory:')
    return { store, close: () => store.close() }
  }
  const folder = makeFolder()
  const store = openStore(folder.path, durability)
  return {
    store,
    close: async () => {
      await store.close()
      folder.remove()
    },
  }
}

export const newId = createNewId(manualClock(testNow), seededRandom(7))

/** The moment `seconds` after the usual now of the tests. */
export const at = (seconds: number) => toTimestamp(testNow + seconds * 1000)

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

export const makeNotification = (
  user: User,
  gig: Gig,
  changes: Partial<Notification> = {},
): Notification => ({
  id: newId(),
  userId: user.id,
  type: 'gig_accepted',
  text: 'A helper has accepted "Help move furniture".',
  gigId: gig.id,
  roomId: null,
  reviewId: null,
  transactionId: null,
  isRead: false,
  createdAt: at(0),
  ...changes,
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

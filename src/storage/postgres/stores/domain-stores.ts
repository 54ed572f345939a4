import type { Store } from '../../store.ts'
import type { Connections } from '../engine/connections.ts'
import type { ExpensiveReads } from '../engine/expensive-reads.ts'
import { createBuddyStore } from './buddies.ts'
import { createChatStore } from './chat.ts'
import { createDeskReads } from './desk-reads.ts'
import { openDisabling } from './disabling.ts'
import { createGigStore } from './gigs.ts'
import { createKnownSessions } from './known-sessions.ts'
import { createNotificationStore } from './notifications.ts'
import { openOperatorStore } from './operators.ts'
import { createPersonalDataStore } from './personal-data.ts'
import { openReportStore } from './reports.ts'
import { createReviewStore } from './reviews.ts'
import { createSessionStore } from './sessions.ts'
import { createTransactionStore } from './transactions.ts'
import { createUploadStore } from './uploads.ts'
import { createUserStore } from './users.ts'

/** The stores of all domains, over the same connections; `reads` throws translated errors. */
export const openDomainStores = async (connections: Connections, expensiveReads: ExpensiveReads) => {
  const knownSessions = createKnownSessions()
  const disabling = await openDisabling(connections, knownSessions)
  return {
    users: createUserStore(connections, disabling, knownSessions),
    sessions: createSessionStore(connections, knownSessions),
    gigs: createGigStore(connections, expensiveReads),
    uploads: createUploadStore(connections),
    buddies: createBuddyStore(connections),
    reviews: createReviewStore(connections),
    transactions: createTransactionStore(connections),
    reports: await openReportStore(connections),
    personalData: createPersonalDataStore(connections),
    chat: createChatStore(connections),
    notifications: createNotificationStore(connections),
    deskReads: createDeskReads(connections),
    operators: await openOperatorStore(connections),
  } satisfies Partial<Store>
}

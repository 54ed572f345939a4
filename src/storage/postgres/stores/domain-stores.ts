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

/** How long a session is taken for open without a look, where another copy of the server may have ended it. */
const maxSharedAgeMs = 800

/**
 * The stores of all domains, over the same connections; `reads` throws translated errors.
 * @param isSole whether no other copy of the server changes what is kept in memory: then `followed` has to be followed only
 * after a COMMIT without an answer
 */
export const openDomainStores = async (
  connections: Connections,
  isSole: boolean,
  expensiveReads: ExpensiveReads,
) => {
  const knownSessions = createKnownSessions(isSole ? Number.POSITIVE_INFINITY : maxSharedAgeMs)
  const disabling = await openDisabling(connections, knownSessions)
  const { hidden, ...reports } = await openReportStore(connections)
  const { existence, ...operators } = await openOperatorStore(connections)
  const stores = {
    users: createUserStore(connections, disabling, knownSessions),
    sessions: createSessionStore(connections, knownSessions),
    gigs: createGigStore(connections, expensiveReads),
    uploads: createUploadStore(connections),
    buddies: createBuddyStore(connections),
    reviews: createReviewStore(connections),
    transactions: createTransactionStore(connections),
    reports,
    personalData: createPersonalDataStore(connections),
    chat: createChatStore(connections),
    notifications: createNotificationStore(connections),
    deskReads: createDeskReads(connections),
    operators,
  } satisfies Partial<Store>
  const sessions = { follow: async () => knownSessions.forgetAll() }
  return { ...stores, followed: [disabling.disabled, hidden, existence, ...(isSole ? [sessions] : [])] }
}

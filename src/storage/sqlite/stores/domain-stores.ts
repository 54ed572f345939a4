import { withTranslatedErrors } from '../engine/conflicts.ts'
import type { Connections } from '../engine/connections.ts'
import { lazily } from '../engine/lazily.ts'
import { createBuddyStore } from './buddies.ts'
import { createChatStore } from './chat.ts'
import { createDeskReads } from './desk-reads.ts'
import { createGigStore } from './gigs.ts'
import { createNotificationStore } from './notifications.ts'
import { createOperatorStore } from './operators.ts'
import { createPersonalDataStore } from './personal-data.ts'
import { createReportStore } from './reports.ts'
import { createReviewStore } from './reviews.ts'
import { createSessionStore } from './sessions.ts'
import { createTransactionStore } from './transactions.ts'
import { createUploadStore } from './uploads.ts'
import { createUserStore } from './users.ts'

/** Those that nearly every request needs are made at once, the others when they are first used. */
export const createDomainStores = (connections: Connections) => {
  const later = <Store extends object>(create: (connections: Connections) => Store): Store =>
    lazily(() => withTranslatedErrors(create(connections)))
  return {
    users: withTranslatedErrors(createUserStore(connections)),
    sessions: withTranslatedErrors(createSessionStore(connections)),
    gigs: withTranslatedErrors(createGigStore(connections)),
    uploads: later(createUploadStore),
    buddies: later(createBuddyStore),
    reviews: later(createReviewStore),
    transactions: later(createTransactionStore),
    reports: later(createReportStore),
    personalData: later(createPersonalDataStore),
    chat: later(createChatStore),
    notifications: later(createNotificationStore),
    deskReads: later(createDeskReads),
    operators: later(createOperatorStore),
  }
}

export type DomainStores = ReturnType<typeof createDomainStores>

import { withTranslatedErrors } from '../engine/conflicts.ts'
import type { Connections } from '../engine/connections.ts'
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

export const createDomainStores = (connections: Connections) => ({
  users: withTranslatedErrors(createUserStore(connections)),
  sessions: withTranslatedErrors(createSessionStore(connections)),
  gigs: withTranslatedErrors(createGigStore(connections)),
  uploads: withTranslatedErrors(createUploadStore(connections)),
  buddies: withTranslatedErrors(createBuddyStore(connections)),
  reviews: withTranslatedErrors(createReviewStore(connections)),
  transactions: withTranslatedErrors(createTransactionStore(connections)),
  reports: withTranslatedErrors(createReportStore(connections)),
  personalData: withTranslatedErrors(createPersonalDataStore(connections)),
  chat: withTranslatedErrors(createChatStore(connections)),
  notifications: withTranslatedErrors(createNotificationStore(connections)),
  deskReads: withTranslatedErrors(createDeskReads(connections)),
  operators: withTranslatedErrors(createOperatorStore(connections)),
})

export type DomainStores = ReturnType<typeof createDomainStores>

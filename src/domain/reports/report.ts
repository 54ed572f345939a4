import type { Timestamp } from '../../lib/timestamp.ts'
import type { ReportId, UserId, WarningId } from '../ids.ts'

export const hidableKinds = ['gig', 'message', 'review', 'picture'] as const

export type HidableKind = (typeof hidableKinds)[number]

export const reportKinds = [...hidableKinds, 'person'] as const

export type ReportKind = (typeof reportKinds)[number]

export interface Report {
  id: ReportId
  reporterId: UserId
  /** The owner of the thing; a reported person themselves. */
  ownerId: UserId
  subjectKind: ReportKind
  subjectId: string
  reason: string
  createdAt: Timestamp
  resolvedAt: Timestamp | null
}

export interface NamedReport extends Report {
  reporterName: string
  ownerName: string
}

export const reportStates = ['open', 'closed'] as const

export type ReportState = (typeof reportStates)[number]

export interface Warning {
  id: WarningId
  userId: UserId
  text: string
  createdAt: Timestamp
  withdrawnAt: Timestamp | null
}

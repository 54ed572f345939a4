import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { toBaht } from '../../lib/money.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { GigDetails } from '../gigs/gig.ts'
import type { GigId } from '../ids.ts'
import type { NamedReview } from '../reviews/review.ts'
import type { LedgerEntry } from '../transactions/ledger-entry.ts'
import { transactionRefOf } from '../transactions/rules.ts'
import type { NamedTransaction } from '../transactions/transaction.ts'
import type { AuditEntry } from './operator.ts'

interface Happening {
  at: Timestamp
  what:
    | 'gig_posted'
    | 'gig_accepted'
    | 'gig_completed'
    | 'payment_begun'
    | LedgerEntry['step']
    | 'review'
    | 'command'
  who: string | null
  /** In baht. */
  amount: number | null
  note: string | null
}

export interface GigRecord {
  gig: GigDetails
  payments: NamedTransaction[]
  /** Oldest first. */
  timeline: Happening[]
}

const newestLines = { skip: 0, limit: 50 }

/** @throws AppError RESOURCE_NOT_FOUND */
export const readGigRecord = async (ctx: Context, id: GigId): Promise<GigRecord> => {
  const { store } = ctx
  const gig = await store.gigs.find(id)
  if (!gig) throw new AppError('RESOURCE_NOT_FOUND', 'There is no such gig.')
  const payments = await store.deskReads.listPaymentsOf(id)
  const room = await store.chat.findOfGig(id)
  const reviews = await store.reviews.listOfGig(id)
  const auditOf = (subjectId: string) =>
    store.operators.listAudit({ operatorId: null, action: null, subjectId }, newestLines)
  const lines = await Promise.all([id, ...payments.map(payment => payment.id)].map(auditOf))
  const steps = await Promise.all(
    payments.map(async payment => stepsOf(payment, await store.transactions.listEntries(payment.id))),
  )
  const timeline = [
    ...gigHappenings(gig, room?.createdAt ?? null),
    ...steps.flat(),
    ...reviews.map(toReview),
    ...lines.flat().map(toCommand),
  ]
  return { gig, payments, timeline: timeline.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))) }
}

const happening = (at: Timestamp, what: Happening['what'], more: Partial<Happening> = {}): Happening => ({
  at,
  what,
  who: null,
  amount: null,
  note: null,
  ...more,
})

const gigHappenings = (gig: GigDetails, acceptedAt: Timestamp | null): Happening[] => [
  happening(gig.createdAt, 'gig_posted', { who: gig.seeker.fullName, amount: toBaht(gig.budgetSatang) }),
  ...(acceptedAt === null
    ? []
    : [happening(acceptedAt, 'gig_accepted', { who: gig.helper?.fullName ?? null })]),
  ...(gig.completedAt === null ? [] : [happening(gig.completedAt, 'gig_completed')]),
]

/** The entry of the escrow stands for the step. */
const stepsOf = (payment: NamedTransaction, entries: readonly LedgerEntry[]): Happening[] => {
  const note = transactionRefOf(payment)
  const steps = entries
    .filter(({ account }) => account === 'ESCROW')
    .map(({ step, amountSatang, postedAt }) =>
      happening(postedAt, step, { amount: Math.abs(toBaht(amountSatang)), note }),
    )
  const begun = { who: payment.payerName, amount: toBaht(payment.amountSatang), note }
  return [happening(payment.createdAt, 'payment_begun', begun), ...steps]
}

const toReview = ({ createdAt, reviewerName, rating }: NamedReview): Happening =>
  happening(createdAt, 'review', { who: reviewerName, note: `${rating} / 5` })

const toCommand = ({ at, action, actor, reason }: AuditEntry): Happening =>
  happening(at, 'command', { who: actor, note: reason === null ? action : `${action}: ${reason}` })

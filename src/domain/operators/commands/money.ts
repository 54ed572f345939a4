import { AppError, invalidFields } from '../../../errors.ts'
import { toBaht } from '../../../lib/money.ts'
import { toTimestamp } from '../../../lib/timestamp.ts'
import { object, optional } from '../../../schema/objects.ts'
import { queryInteger } from '../../../schema/queries.ts'
import { id, pattern } from '../../../schema/requests.ts'
import { view } from '../../../schema/views.ts'
import type { TransactionId } from '../../ids.ts'
import { transactionRefOf } from '../../transactions/rules.ts'
import { operatorCommand, operatorQuery } from '../command.ts'
import { toCsv } from '../csv.ts'
import { bangkokDayOf, refundPayment, releaseHeldPayment, spanOfDays, sumsOf } from '../money.ts'
import {
  DaySumsView,
  DeskPaymentView,
  TextFileView,
  toDaySumsView,
  toDeskPaymentView,
} from '../money-views.ts'
import type { PostedEntry } from '../reads.ts'

const dayMs = 24 * 3_600_000
/** A busy marketplace has some hundred thousand entries. */
const maxDays = 31
const maxListed = 200
/** The provider answers within seconds. */
const slowProviderMs = 10 * 60_000

const paymentFields = object({ transaction_id: id<'transaction'>({ description: 'The payment.' }) })
const paymentSubject = ({ transaction_id }: { transaction_id: TransactionId }) => ({
  kind: 'transaction',
  id: transaction_id,
})

const isDay = (text: string) => new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text

const day = (description: string) =>
  pattern(/^20\d\d-[01]\d-[0-3]\d$/, 'Must be a day such as 2025-10-01.', {
    description,
    examples: ['2025-10-01'],
  })

/** @throws AppError VALIDATION_ERROR */
const assertDay = (field: string, text: string): void => {
  if (!isDay(text)) throw invalidFields({ [field]: ['Must be a day that exists, such as 2025-10-01.'] })
}

export const moneyCommands = [
  operatorCommand({
    name: 'payment.refund',
    summary: 'Refund a payment',
    description:
      'Gives money that is held, or a payment that the provider has not answered, back to the payer.',
    errors: ['RESOURCE_NOT_FOUND', 'TRANSACTION_NOT_PENDING'],
    confirmsPassword: true,
    needsReason: true,
    fields: paymentFields,
    subject: paymentSubject,
    run: ({ ctx, write, input }) => refundPayment(ctx, write, input.transaction_id),
    response: DeskPaymentView,
    view: toDeskPaymentView,
  }),
  operatorCommand({
    name: 'payment.release',
    summary: 'Release a payment',
    description: 'Releases money that is held to the payee, less the fee. The gig is completed from then on.',
    errors: ['RESOURCE_NOT_FOUND', 'TRANSACTION_NOT_PENDING'],
    confirmsPassword: true,
    needsReason: true,
    fields: paymentFields,
    subject: paymentSubject,
    run: ({ ctx, write, input, reason }) =>
      releaseHeldPayment(ctx, write, input.transaction_id, reason ?? ''),
    response: DeskPaymentView,
    view: toDeskPaymentView,
  }),
  operatorCommand({
    name: 'ledger.export',
    summary: 'Export the ledger',
    description: `The entries of up to ${maxDays} days, which are those of Thailand, as CSV.`,
    errors: [],
    needsReason: false,
    fields: object({ first_day: day('The first day.'), last_day: day('The last day.') }),
    subject: ({ first_day, last_day }) => ({ kind: 'ledger', id: `${first_day} to ${last_day}` }),
    run: async ({ ctx, write, input: { first_day, last_day } }) => {
      assertDay('first_day', first_day)
      assertDay('last_day', last_day)
      const days = (Date.parse(last_day) - Date.parse(first_day)) / dayMs
      if (days < 0 || days >= maxDays)
        throw invalidFields({ last_day: [`Must be at most ${maxDays - 1} days after the first.`] })
      const { from, until } = spanOfDays(first_day, last_day)
      const entries = await ctx.store.deskReads.listPosted(from, until)
      await ctx.store.record(write, undefined)
      return { filename: `ledger-${first_day}-${last_day}.csv`, entries }
    },
    response: TextFileView,
    view: ({ filename, entries }) => ({
      filename,
      content_type: 'text/csv;charset=utf-8',
      text: toCsv([csvHeading, ...entries.map(csvRowOf)]),
    }),
  }),
]

const csvHeading = ['posted_at', 'step', 'payment', 'gig_id', 'account', 'user_id', 'amount_thb']

const csvRowOf = (entry: PostedEntry) => [
  entry.postedAt,
  entry.step,
  transactionRefOf(entry),
  entry.gigId,
  entry.account,
  entry.userId,
  toBaht(entry.amountSatang),
]

const HeldView = object(
  {
    held: view.array(DeskPaymentView, { description: 'Held for longer than the days, the oldest first.' }),
    unanswered: view.array(DeskPaymentView, {
      description: 'Not answered by the provider for ten minutes, the oldest first.',
    }),
  },
  { title: 'StuckPayments' },
)

export const moneyQueries = [
  operatorQuery({
    name: 'payment.stuck',
    path: '/payments/stuck',
    summary: 'List stuck payments',
    description: `Payments that wait for longer than they should, at most ${maxListed} of each kind.`,
    fields: object({
      days: queryInteger(0, 365, { description: 'How long money may be held.', default: 7 }),
    }),
    run: async ({ ctx, input: { days } }) => {
      const before = (ms: number) => toTimestamp(ctx.clock.now() - ms)
      const { listUnfinished } = ctx.store.deskReads
      return {
        held: await listUnfinished('PENDING', before(days * dayMs), maxListed),
        unanswered: await listUnfinished('PROCESSING', before(slowProviderMs), maxListed),
      }
    },
    response: HeldView,
    view: ({ held, unanswered }) => ({
      held: held.map(toDeskPaymentView),
      unanswered: unanswered.map(toDeskPaymentView),
    }),
  }),
  operatorQuery({
    name: 'payment.find',
    path: '/payments/find',
    summary: 'Find a payment',
    description: 'A payment by the reference that people quote.',
    errors: ['RESOURCE_NOT_FOUND'],
    fields: object({
      ref: pattern(/^TXN-\d{10}\d{3,9}$/, 'Must be a reference such as TXN-2025100115001.', {
        examples: ['TXN-2025100115001'],
      }),
    }),
    run: async ({ ctx, input: { ref } }) => {
      const found = await ctx.store.deskReads.findPayment(ref.slice(4, 14), Number(ref.slice(14)))
      if (!found) throw new AppError('RESOURCE_NOT_FOUND', 'There is no payment with this reference.')
      return found
    },
    response: DeskPaymentView,
    view: toDeskPaymentView,
  }),
  operatorQuery({
    name: 'ledger.day',
    path: '/ledger/day',
    summary: 'Sum up a day',
    description: 'What was held, released and refunded on a day in Thailand.',
    fields: object({ day: optional(day('Today when left out.')) }),
    run: async ({ ctx, input }) => {
      const asked = input.day ?? bangkokDayOf(ctx.clock.now())
      assertDay('day', asked)
      const { from, until } = spanOfDays(asked, asked)
      return { day: asked, sums: sumsOf(await ctx.store.deskReads.listPosted(from, until)) }
    },
    response: DaySumsView,
    view: ({ day: asked, sums }) => toDaySumsView(asked, sums),
  }),
]

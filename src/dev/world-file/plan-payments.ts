import type { TransactionId } from '../../domain/ids.ts'
import type { PaymentProvider } from '../../domain/transactions/provider.ts'
import { cancelPayment, createEscrow, releasePayment } from '../../domain/transactions/service.ts'
import type { PaymentMethod } from '../../domain/transactions/transaction.ts'
import { commandOf } from '../../lib/command.ts'
import { drawId, type Operation } from '../seed/operation.ts'
import type { WorldPayment } from './gig-schema.ts'
import { operationOf, type Plan, Steps } from './plan.ts'
import type { AcceptedGig } from './planned-gig.ts'
import { WorldFileError } from './problem.ts'

const providerFor = ({ status }: WorldPayment): PaymentProvider => ({
  answerAtOnce: () => {
    if (status === 'PROCESSING') return 'LATER'
    return status === 'FAILED' ? 'DECLINED' : 'PAID'
  },
  awaitAnswer: () => new Promise(() => {}),
})

const methodOf = ({ status, method }: WorldPayment): PaymentMethod => {
  if (method !== undefined) return method
  if (status === 'FAILED') return 'mock_payment_declined'
  return status === 'PROCESSING' ? 'mock_payment_slow' : 'mock_payment'
}

interface PlannedPayments {
  operations: Operation[]
  latestMs: number
  releasedMs: number | null
  releaseAfter(completedMs: number): Operation[]
}

/** @throws WorldFileError */
export const planPayments = (plan: Plan, gig: AcceptedGig): PlannedPayments => {
  const steps = new Steps(plan, gig.acceptedMs)
  const written = gig.payments ?? []
  const planned: PlannedPayments = {
    operations: [],
    latestMs: gig.acceptedMs,
    releasedMs: null,
    releaseAfter: () => [],
  }
  for (const [index, payment] of written.entries()) {
    const path = `${gig.path}.payments[${index}]`
    checkStatus(path, payment, gig)
    const atMs = steps.next(`${path}.created_at`, payment.created_at)
    const id = payment.id ?? drawId<'transaction'>(plan.random, atMs)
    planned.operations.push(planCreation(path, atMs, id, payment, gig))
    const isLast = index === written.length - 1
    if (payment.status === 'CANCELLED' && (payment.cancelled_at || !isLast || gig.status !== 'CANCELLED')) {
      const cancelledMs = steps.next(`${path}.cancelled_at`, payment.cancelled_at)
      const run = operationOf(path, cancelledMs, ctx =>
        cancelPayment(ctx, commandOf(gig.seekerOf.id, ctx), id),
      )
      planned.operations.push(run)
    }
    if (payment.status === 'COMPLETED') Object.assign(planned, planRelease(path, steps, id, payment, gig))
    planned.latestMs = steps.latestMs
  }
  return planned
}

const checkStatus = (path: string, { status }: WorldPayment, gig: AcceptedGig): void => {
  if (status === 'COMPLETED' && gig.status !== 'COMPLETED')
    throw new WorldFileError(
      `${path}.status`,
      `A released payment completes its gig, and this one is ${gig.status}.`,
    )
  if ((status === 'PENDING' || status === 'PROCESSING') && gig.status === 'CANCELLED')
    throw new WorldFileError(
      `${path}.status`,
      'Cancelling a gig cancels its payment: it must be CANCELLED too.',
    )
}

const planCreation = (
  path: string,
  atMs: number,
  id: TransactionId,
  payment: WorldPayment,
  { id: gigId, seekerOf }: AcceptedGig,
): Operation =>
  operationOf(
    path,
    atMs,
    ctx =>
      createEscrow(ctx, providerFor(payment), commandOf(seekerOf.id, ctx), {
        gigId,
        paymentMethod: methodOf(payment),
      }),
    id,
  )

const planRelease = (
  path: string,
  steps: Steps,
  id: TransactionId,
  { released_at, release_reason }: WorldPayment,
  { seekerOf }: AcceptedGig,
): Pick<PlannedPayments, 'releasedMs' | 'releaseAfter'> => {
  const releasedMs = released_at === undefined ? null : steps.next(`${path}.released_at`, released_at)
  return {
    releasedMs,
    releaseAfter: completedMs => {
      steps.latestMs = Math.max(steps.latestMs, completedMs)
      const atMs = releasedMs ?? steps.next(`${path}.released_at`, undefined)
      return [
        operationOf(path, atMs, ctx =>
          releasePayment(ctx, commandOf(seekerOf.id, ctx), id, release_reason ?? null),
        ),
      ]
    },
  }
}

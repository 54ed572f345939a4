import type { Static } from '@sinclair/typebox'
import type { TransactionRecordView } from '../../src/domain/transactions/record-view.ts'
import type { HistoryView, ReleasedView, TransactionView } from '../../src/domain/transactions/views.ts'
import { type GigJson, postAccepted } from './gigs.ts'
import type { Person } from './people.ts'

export type TransactionJson = Static<typeof TransactionView>
export type TransactionRecordJson = Static<typeof TransactionRecordView>
export type ReleasedJson = Static<typeof ReleasedView>
export type HistoryJson = Static<typeof HistoryView>

export const askEscrow = (payer: Person, gigId: string, more: Record<string, unknown> = {}) =>
  payer.client.post<TransactionJson>('/api/transactions/escrow', { gig_id: gigId, ...more })

export const askRelease = (payer: Person, { id }: { id: string }, body?: unknown) =>
  payer.client.put<ReleasedJson>(`/api/transactions/${id}/release`, body)

export const askCancel = (payer: Person, { id }: { id: string }) =>
  payer.client.put<TransactionJson>(`/api/transactions/${id}/cancel`)

export const askRecord = (reader: Person, { id }: { id: string }) =>
  reader.client.get<TransactionRecordJson>(`/api/transactions/${id}`)

/** `payer` pays for a gig of theirs. */
export const pay = async (payer: Person, gig: GigJson, method?: string): Promise<TransactionJson> => {
  const answer = await askEscrow(payer, gig.id, method ? { payment_method: method } : {})
  if (answer.status !== 201) throw new Error(`The gig was not paid for: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** A gig of `seeker` that `helper` has accepted and `seeker` has paid into the escrow. */
export const payAccepted = async (seeker: Person, helper: Person, budget = 1500) => {
  const gig = await postAccepted(seeker, helper, { budget })
  return { gig, transaction: await pay(seeker, gig) }
}

/** A gig of `seeker` that `helper` has done and was paid for. */
export const payCompleted = async (seeker: Person, helper: Person, budget = 1500) => {
  const { gig, transaction } = await payAccepted(seeker, helper, budget)
  const answer = await askRelease(seeker, transaction)
  if (answer.status !== 200) throw new Error(`It was not released: ${JSON.stringify(answer.body)}`)
  return { gig, transaction: answer.body.transaction }
}

import { basename } from 'node:path'
import { object } from '../../../schema/objects.ts'
import { id, text } from '../../../schema/requests.ts'
import { view } from '../../../schema/views.ts'
import { deleteAccount } from '../../accounts/deletion.ts'
import { exportToFile } from '../../accounts/export-file.ts'
import { backupSentence } from '../../accounts/model.ts'
import { createPasswordLink } from '../../auth/password-links.ts'
import type { UserId } from '../../ids.ts'
import { getAccount, searchAccounts } from '../../users/operator.ts'
import { reputationOf } from '../../users/rules.ts'
import type { User } from '../../users/user.ts'
import { operatorCommand, operatorQuery } from '../command.ts'

const userFields = object({ user_id: id<'user'>({ description: 'The person.' }) })
const userSubject = ({ user_id }: { user_id: UserId }) => ({ kind: 'user', id: user_id })

const personFields = {
  id: view.id<'user'>(),
  email: view.string({ examples: ['user@example.com'] }),
  full_name: view.string({ examples: ['John Doe'] }),
  is_verified: view.boolean(),
  created_at: view.dateTime(),
  disabled_at: view.nullable(view.dateTime()),
  deleted_at: view.nullable(view.dateTime()),
}

const ListedPersonView = object(personFields, { title: 'ListedPerson' })

const PersonRecordView = object(
  {
    ...personFields,
    contact_info: view.nullable(view.string()),
    address_text: view.nullable(view.string()),
    reputation_score: view.number(),
    total_reviews: view.integer(),
    pending_payments: view.integer(),
    completed_payments: view.integer(),
  },
  { title: 'PersonRecord' },
)

const toPerson = (user: User) => ({
  id: user.id,
  email: user.email,
  full_name: user.fullName,
  is_verified: user.isVerified,
  created_at: user.createdAt,
  disabled_at: user.disabledAt,
  deleted_at: user.deletedAt,
})

export const peopleCommands = [
  operatorCommand({
    name: 'user.password-link',
    summary: 'Make a link for a new password',
    description:
      'Makes a link with which a person chooses a new password, once, within 30 minutes. You send it to them.',
    errors: ['RESOURCE_NOT_FOUND'],
    confirmsPassword: true,
    needsReason: true,
    fields: userFields,
    subject: userSubject,
    run: ({ ctx, write, input }) => createPasswordLink(ctx, input.user_id, write),
    response: object({ url: view.string(), expires_at: view.dateTime() }),
    view: ({ url, expiresAt }) => ({ url, expires_at: expiresAt }),
  }),
  operatorCommand({
    name: 'user.export',
    summary: 'Export the data of a person',
    description:
      'Writes everything that is stored about a person into a ZIP file in the data folder. Delete it when you have handed it over. On the page it can be fetched at once.',
    errors: ['RESOURCE_NOT_FOUND', 'STORAGE_FAILED', 'OVERLOADED'],
    confirmsPassword: true,
    needsReason: true,
    fields: userFields,
    subject: userSubject,
    run: async ({ ctx, desk: { downloads }, actor: { operatorId }, write, input }) => {
      await getAccount(ctx, input.user_id)
      await ctx.store.record(write, undefined)
      const file = await exportToFile(ctx, input.user_id)
      if (!downloads || operatorId === null) return { file, path: null }
      const download = { filename: basename(file), contentType: 'application/zip', content: Bun.file(file) }
      return { file, path: `/api/_ops/downloads/${downloads.add({ operatorId, ...download })}` }
    },
    response: object({
      file: view.string({ description: 'Its path on the server.' }),
      path: view.nullable(
        view.string({
          description: 'Where it can be fetched once, within a minute; null on the command line.',
        }),
      ),
    }),
    view: exported => exported,
  }),
  operatorCommand({
    name: 'user.delete',
    summary: 'Delete a person',
    description:
      'Deletes the account of a person for good, as they can themselves. It is rejected while money is held.',
    errors: ['RESOURCE_NOT_FOUND', 'MONEY_HELD'],
    confirmsPassword: true,
    needsReason: true,
    fields: userFields,
    subject: userSubject,
    run: async ({ ctx, write, input }) => {
      await deleteAccount(ctx, input.user_id, undefined, write)
      return backupSentence(ctx.config)
    },
    response: object({ backups: view.string({ description: 'What backups of the server still hold.' }) }),
    view: backups => ({ backups }),
  }),
]

export const peopleQueries = [
  operatorQuery({
    name: 'user.find',
    path: '/users',
    summary: 'Find people',
    description: 'At most 50 people by their id, or by a part of their e-mail address or name.',
    fields: object({
      text: text(1, 254, { description: 'An id, or a part of an address or name.', examples: ['mali'] }),
    }),
    run: ({ ctx, input }) => searchAccounts(ctx, input.text),
    response: object({ users: view.array(ListedPersonView) }),
    view: users => ({ users: users.map(toPerson) }),
  }),
  operatorQuery({
    name: 'user.show',
    path: '/users/:user_id',
    summary: 'Show a person',
    description: 'What is known of one person, besides what they have said to others.',
    errors: ['RESOURCE_NOT_FOUND'],
    fields: userFields,
    run: async ({ ctx, input }) => ({
      user: await getAccount(ctx, input.user_id),
      totals: await ctx.store.transactions.totalsOf(input.user_id),
    }),
    response: PersonRecordView,
    view: ({ user, totals }) => ({
      ...toPerson(user),
      contact_info: user.contactInfo,
      address_text: user.addressText,
      reputation_score: reputationOf(user),
      total_reviews: user.reviewCount,
      pending_payments: totals.pendingCount,
      completed_payments: totals.completedCount,
    }),
  }),
]

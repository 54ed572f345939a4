import { object } from '../../../schema/objects.ts'
import { email, id, password, text } from '../../../schema/requests.ts'
import { view } from '../../../schema/views.ts'
import type { UserId } from '../../ids.ts'
import {
  createAccount,
  disableAccount,
  enableAccount,
  endSessions,
  getAccount,
  listSessions,
  resetPassword,
  verifyAccount,
} from '../../users/operator.ts'
import { operatorCommand, operatorQuery } from '../command.ts'

const userFields = object({ user_id: id<'user'>({ description: 'The person.' }) })
const userSubject = ({ user_id }: { user_id: UserId }) => ({ kind: 'user', id: user_id })

const DoneView = object({ done: view.boolean({ description: 'Always true.', examples: [true] }) })
const toDone = () => ({ done: true })

const SessionsEndedView = object({
  sessions_ended: view.integer({ description: 'How many sessions ended.', examples: [2] }),
})
const toSessionsEnded = (count: number) => ({ sessions_ended: count })

export const accountCommands = [
  operatorCommand({
    name: 'user.create',
    summary: 'Create an account',
    description: 'Creates the account of a person, with a password that they have to be told.',
    errors: ['EMAIL_ALREADY_EXISTS'],
    needsReason: false,
    fields: object({
      email: email({ examples: ['user@example.com'] }),
      full_name: text(1, 100, { examples: ['John Doe'] }),
      password: password(8, 128, { examples: ['securepassword123'] }),
    }),
    subject: (_input, newId) => ({ kind: 'user', id: newId<'user'>() }),
    run: ({ ctx, write, input, subject }) =>
      createAccount(
        ctx,
        { email: input.email, fullName: input.full_name, password: input.password, contactInfo: null },
        { write, id: subject.id },
      ),
    response: object({ user_id: view.id<'user'>() }),
    view: user => ({ user_id: user.id }),
  }),
  operatorCommand({
    name: 'user.set-password',
    summary: 'Set a password',
    description: 'Replaces the password of a person and ends their sessions.',
    errors: ['RESOURCE_NOT_FOUND'],
    needsReason: true,
    confirmsPassword: true,
    fields: object({
      ...userFields.properties,
      password: password(8, 128, { examples: ['securepassword123'] }),
    }),
    subject: userSubject,
    run: ({ ctx, write, input }) => resetPassword(ctx, { id: input.user_id }, input.password, write),
    response: SessionsEndedView,
    view: toSessionsEnded,
  }),
  operatorCommand({
    name: 'user.verify',
    summary: 'Verify a person',
    description: 'Marks a person as verified, which everybody sees.',
    errors: ['RESOURCE_NOT_FOUND'],
    needsReason: true,
    fields: userFields,
    subject: userSubject,
    run: ({ ctx, write, input }) => verifyAccount(ctx, { id: input.user_id }, write),
    response: DoneView,
    view: toDone,
  }),
  operatorCommand({
    name: 'user.disable',
    summary: 'Disable a person',
    description: 'Ends the sessions of a person, and hides them and their gigs. They cannot log in any more.',
    errors: ['RESOURCE_NOT_FOUND'],
    needsReason: true,
    fields: userFields,
    subject: userSubject,
    run: async ({ ctx, write, input }) => disableAccount(ctx, await getAccount(ctx, input.user_id), write),
    response: SessionsEndedView,
    view: toSessionsEnded,
  }),
  operatorCommand({
    name: 'user.enable',
    summary: 'Enable a person',
    description: 'Lets a disabled person log in again, and shows them and their gigs.',
    errors: ['RESOURCE_NOT_FOUND'],
    needsReason: true,
    fields: userFields,
    subject: userSubject,
    run: ({ ctx, write, input }) => enableAccount(ctx, { id: input.user_id }, write),
    response: DoneView,
    view: toDone,
  }),
  operatorCommand({
    name: 'user.end-sessions',
    summary: 'End the sessions of a person',
    description: 'Ends all sessions of a person, on every device.',
    errors: ['RESOURCE_NOT_FOUND'],
    needsReason: true,
    fields: userFields,
    subject: userSubject,
    run: async ({ ctx, write, input }) => endSessions(ctx, await getAccount(ctx, input.user_id), write),
    response: SessionsEndedView,
    view: toSessionsEnded,
  }),
]

const OpenSessionView = object(
  { id: view.id<'session'>(), created_at: view.dateTime(), expires_at: view.dateTime() },
  { title: 'OpenSession' },
)

export const accountQueries = [
  operatorQuery({
    name: 'user.sessions',
    path: '/users/:user_id/sessions',
    summary: 'List the sessions of a person',
    description: 'The open sessions of a person, the oldest first.',
    fields: userFields,
    run: ({ ctx, input }) => listSessions(ctx, { id: input.user_id }),
    response: object({
      sessions: view.array(OpenSessionView),
    }),
    view: sessions => ({
      sessions: sessions.map(({ id: sessionId, createdAt, expiresAt }) => ({
        id: sessionId,
        created_at: createdAt,
        expires_at: expiresAt,
      })),
    }),
  }),
]

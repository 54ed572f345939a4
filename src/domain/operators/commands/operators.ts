import { object } from '../../../schema/objects.ts'
import { email, id, oneOf } from '../../../schema/requests.ts'
import { view } from '../../../schema/views.ts'
import type { OperatorId } from '../../ids.ts'
import { operatorCommand, operatorQuery } from '../command.ts'
import { operatorRoles } from '../operator.ts'
import { createOperator, disableOperator, enableOperator, type OperatorLink, renewLink } from '../service.ts'
import { OperatorView, toOperatorView } from '../views.ts'
import { wrongCodesOf } from '../wrong-codes.ts'

const operatorFields = object({ operator_id: id<'operator'>({ description: 'The operator.' }) })
const operatorSubject = ({ operator_id }: { operator_id: OperatorId }) => ({
  kind: 'operator',
  id: operator_id,
})

const LinkView = object(
  {
    operator: OperatorView,
    url: view.string({ description: 'Where the operator chooses a password: once, within 15 minutes.' }),
  },
  { title: 'OperatorLink' },
)
const toLinkView = ({ operator, url }: OperatorLink) => ({ operator: toOperatorView(operator), url })

const ListedOperatorView = object(
  {
    ...OperatorView.properties,
    wait_seconds: view.integer({
      description:
        'For how long no code of the operator is taken, because many wrong ones came with the right password. A new link ends the wait.',
    }),
  },
  { title: 'ListedOperator' },
)

export const operatorsCommands = [
  operatorCommand({
    name: 'operator.create',
    summary: 'Create an operator',
    description: 'Creates an operator, and gives the link with which they choose a password.',
    errors: ['EMAIL_ALREADY_EXISTS'],
    confirmsPassword: true,
    needsReason: false,
    fields: object({
      email: email({ examples: ['desk@example.com'] }),
      role: oneOf(operatorRoles, { description: 'A viewer reads; an operator also gives commands.' }),
    }),
    subject: (_input, newId) => ({ kind: 'operator', id: newId<'operator'>() }),
    run: ({ ctx, write, input, subject }) => createOperator(ctx, write, { ...input, id: subject.id }),
    response: LinkView,
    view: toLinkView,
  }),
  operatorCommand({
    name: 'operator.link',
    summary: 'Make a link for an operator',
    description: 'For an operator who has lost the password or the authenticator. An older link is void.',
    errors: ['RESOURCE_NOT_FOUND'],
    confirmsPassword: true,
    needsReason: false,
    fields: operatorFields,
    subject: operatorSubject,
    run: ({ ctx, write, input }) => renewLink(ctx, write, input.operator_id),
    response: LinkView,
    view: toLinkView,
  }),
  operatorCommand({
    name: 'operator.disable',
    summary: 'Disable an operator',
    description:
      'Ends the sessions of an operator, who cannot log in any more. You cannot disable yourself; the command line disables anybody.',
    errors: ['RESOURCE_NOT_FOUND'],
    confirmsPassword: true,
    needsReason: false,
    fields: operatorFields,
    subject: operatorSubject,
    run: ({ ctx, actor, write, input }) =>
      disableOperator(ctx, write, { id: input.operator_id, by: actor.operatorId }),
    response: OperatorView,
    view: toOperatorView,
  }),
  operatorCommand({
    name: 'operator.enable',
    summary: 'Enable an operator',
    description: 'Lets a disabled operator log in again.',
    errors: ['RESOURCE_NOT_FOUND'],
    confirmsPassword: true,
    needsReason: false,
    fields: operatorFields,
    subject: operatorSubject,
    run: ({ ctx, write, input }) => enableOperator(ctx, write, input.operator_id),
    response: OperatorView,
    view: toOperatorView,
  }),
]

export const operatorsQueries = [
  operatorQuery({
    name: 'operator.list',
    path: '/operators',
    summary: 'List the operators',
    description: 'All operators, by their e-mail address.',
    fields: object({}),
    run: async ({ ctx }) => {
      const operators = await ctx.store.operators.list()
      const wrongCodes = wrongCodesOf(ctx)
      return operators.map(operator => ({ operator, waitMs: wrongCodes.waitMsOf(operator.id) }))
    },
    response: object({ operators: view.array(ListedOperatorView) }),
    view: listed => ({
      operators: listed.map(({ operator, waitMs }) => ({
        ...toOperatorView(operator),
        wait_seconds: Math.ceil(waitMs / 1000),
      })),
    }),
  }),
]

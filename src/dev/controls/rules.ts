import { type Static, Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { invalidFields } from '../../errors.ts'
import { operation } from '../../http/operation.ts'
import { choice, fields, id, matching, number, optional, text, view, wholeNumber } from '../../http/wire.ts'
import type { FaultRule, FaultRules } from '../fault-rules.ts'
import { parsePreferences } from '../preferences.ts'
import type { NetworkConditions } from '../socket-proxy.ts'

const NetworkConditionsBody = fields({
  latency_ms: optional(
    wholeNumber(0, 60_000, { description: 'The delay of each frame, in both directions.' }),
  ),
  loss: optional(number(0, 1, { description: 'The share of frames that are lost.' })),
  doubles: optional(number(0, 1, { description: 'The share of frames that arrive twice.' })),
  tunnel: optional(
    fields(
      { open_seconds: number(0.1, 3600), shut_seconds: number(0.1, 3600) },
      {
        description:
          'Periods with a connection alternate with periods without; frames of the latter arrive after it.',
      },
    ),
  ),
})

const RuleBody = fields({
  user_id: optional(id<'user'>({ description: 'Whose requests and sockets; left out: everybody’s.' })),
  method: optional(choice(['GET', 'POST', 'PUT', 'DELETE'], { description: 'Left out: every method.' })),
  path: optional(
    matching(/^\/[!-~]{0,500}$/, 'Must be a path such as /api/gigs/*/accept.', {
      description: 'The path; `*` matches one segment. Left out: every path.',
    }),
  ),
  prefer: optional(text(1, 500, { description: 'The preferences, in the syntax of the `Prefer` header.' })),
  times: optional(
    wholeNumber(1, 1_000_000, { description: 'How many requests it applies to; left out: no limit.' }),
  ),
  socket: optional(NetworkConditionsBody),
})

const ruleFields = {
  id: view.id(),
  user_id: view.nullable(view.id()),
  method: view.nullable(view.text()),
  path: view.nullable(view.text()),
  prefer: view.nullable(view.text()),
  times_left: view.nullable(view.whole()),
  socket: Type.Union([
    fields({
      latency_ms: view.whole(),
      loss: view.number(),
      doubles: view.number(),
      tunnel: Type.Union([fields({ open_seconds: view.number(), shut_seconds: view.number() }), Type.Null()]),
    }),
    Type.Null(),
  ]),
}

const RuleView = fields(ruleFields, { title: 'DevRule' })
const RulesView = fields({ rules: view.list(RuleView) }, { title: 'DevRules' })
const RuleParams = fields({ rule_id: id<'rule'>({ description: 'The id of the rule.' }) })

const toConditions = ({
  latency_ms,
  loss,
  doubles,
  tunnel,
}: Static<typeof NetworkConditionsBody>): NetworkConditions => ({
  latencyMs: latency_ms ?? 0,
  loss: loss ?? 0,
  duplicates: doubles ?? 0,
  tunnel: tunnel ? { openMs: tunnel.open_seconds * 1000, shutMs: tunnel.shut_seconds * 1000 } : null,
})

/** @throws AppError VALIDATION_ERROR for a rule without an effect */
const toRule = (body: Static<typeof RuleBody>): Omit<FaultRule, 'id'> => {
  const { user_id, method, path, prefer, times, socket } = body
  if (!prefer && !socket)
    throw invalidFields({ prefer: ['Say in `prefer` what happens to requests, or in `socket` to sockets.'] })
  const { applied, invalid } = parsePreferences(prefer ?? '')
  if (prefer && (invalid.length > 0 || applied.length === 0))
    throw invalidFields({ prefer: ['Must be preferences such as delay=1500 or error=OVERLOADED.'] })
  return {
    userId: user_id ?? null,
    method: method ?? null,
    path: path ?? null,
    prefer: prefer ?? null,
    timesLeft: times ?? null,
    socket: socket ? toConditions(socket) : null,
  }
}

const toRuleView = ({ id, userId, method, path, prefer, timesLeft, socket }: FaultRule) => ({
  id,
  user_id: userId,
  method,
  path,
  prefer,
  times_left: timesLeft,
  socket: socket && {
    latency_ms: socket.latencyMs,
    loss: socket.loss,
    doubles: socket.duplicates,
    tunnel: socket.tunnel && {
      open_seconds: socket.tunnel.openMs / 1000,
      shut_seconds: socket.tunnel.shutMs / 1000,
    },
  },
})

/** Manages the fault rules of a world. */
export const ruleRoutes = (rules: FaultRules) =>
  new Elysia()
    .get('/rules', () => ({ rules: rules.list().map(toRuleView) }), {
      ...operation({
        summary: 'List rules',
        description: 'The fault rules of this world.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 200: RulesView },
        errors: [],
      }),
    })
    .post(
      '/rules',
      ({ body, set }) => {
        set.status = 201
        return toRuleView(rules.add(toRule(body)))
      },
      {
        body: RuleBody,
        ...operation({
          summary: 'Add a rule',
          description:
            'Applies preferences to all requests that match, until the rule is deleted or has been applied `times` times; the `Prefer` header of a request overrides it. `socket` simulates a bad network for sockets: delayed, lost and duplicate frames, or a tunnel.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 201: RuleView },
          errors: ['STORAGE_QUOTA_EXCEEDED'],
          example: {
            method: 'POST',
            path: '/api/gigs/*/accept',
            prefer: 'error=GIG_ALREADY_ACCEPTED',
            times: 1,
          },
        }),
      },
    )
    .delete(
      '/rules/:rule_id',
      ({ params, set }) => {
        rules.remove(params.rule_id)
        set.status = 204
      },
      {
        params: RuleParams,
        ...operation({
          summary: 'Delete a rule',
          description: 'The rule no longer applies.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 204: Type.Void() },
          errors: ['RESOURCE_NOT_FOUND'],
        }),
      },
    )
    .delete(
      '/rules',
      ({ set }) => {
        rules.clear()
        set.status = 204
      },
      {
        ...operation({
          summary: 'Delete all rules',
          description: 'No rule applies any more.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 204: Type.Void() },
          errors: [],
        }),
      },
    )

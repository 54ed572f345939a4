import { type Static, Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { invalidFields } from '../../errors.ts'
import { operation } from '../../http/operation.ts'
import { nullish, object } from '../../schema/objects.ts'
import { id, integer, number, oneOf, pattern, text } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { readPreferences } from '../preferences.ts'
import type { StandingRule, StandingRules } from '../standing-rules.ts'
import type { LineFaults } from '../switchboard.ts'

const SocketFaultsBody = object({
  latency_ms: nullish(integer(0, 60_000, { description: 'How late each frame is, either way.' })),
  loss: nullish(number(0, 1, { description: 'The share of frames that never arrive.' })),
  doubles: nullish(number(0, 1, { description: 'The share of frames that arrive twice.' })),
  tunnel: nullish(
    object(
      { open_seconds: number(0.1, 3600), shut_seconds: number(0.1, 3600) },
      {
        description:
          'Again and again everything gets through for a while and then nothing; it arrives afterwards.',
      },
    ),
  ),
})

const RuleBody = object({
  user_id: nullish(id<'user'>({ description: 'Whose requests and sockets; left out: everybody’s.' })),
  method: nullish(oneOf(['GET', 'POST', 'PUT', 'DELETE'], { description: 'Left out: every method.' })),
  path: nullish(
    pattern(/^\/[!-~]{0,500}$/, 'Must be a path such as /api/gigs/*/accept.', {
      description: 'The path; `*` stands for one part of it. Left out: every path.',
    }),
  ),
  prefer: nullish(text(1, 500, { description: 'What happens, as in the `Prefer` header.' })),
  times: nullish(integer(1, 1_000_000, { description: 'How often it holds; left out: until deleted.' })),
  socket: nullish(SocketFaultsBody),
})

const ruleFields = {
  id: view.id(),
  user_id: view.nullable(view.id()),
  method: view.nullable(view.string()),
  path: view.nullable(view.string()),
  prefer: view.nullable(view.string()),
  times_left: view.nullable(view.integer()),
  socket: Type.Union([
    object({
      latency_ms: view.integer(),
      loss: view.number(),
      doubles: view.number(),
      tunnel: Type.Union([object({ open_seconds: view.number(), shut_seconds: view.number() }), Type.Null()]),
    }),
    Type.Null(),
  ]),
}

const RuleView = object(ruleFields, { title: 'DevRule' })
const RulesView = object({ rules: view.array(RuleView) }, { title: 'DevRules' })
const RuleParams = object({ rule_id: id<'rule'>({ description: 'The id of the rule.' }) })

const toFaults = ({ latency_ms, loss, doubles, tunnel }: Static<typeof SocketFaultsBody>): LineFaults => ({
  latencyMs: latency_ms ?? 0,
  loss: loss ?? 0,
  doubles: doubles ?? 0,
  tunnel: tunnel ? { openMs: tunnel.open_seconds * 1000, shutMs: tunnel.shut_seconds * 1000 } : null,
})

/** @throws AppError VALIDATION_ERROR for a rule that would do nothing */
const toRule = (body: Static<typeof RuleBody>): Omit<StandingRule, 'id'> => {
  const { user_id, method, path, prefer, times, socket } = body
  if (!prefer && !socket)
    throw invalidFields({ prefer: ['Say in `prefer` what happens to requests, or in `socket` to sockets.'] })
  const { applied, refused } = readPreferences(prefer ?? '')
  if (prefer && (refused.length > 0 || applied.length === 0))
    throw invalidFields({ prefer: ['Must be preferences such as delay=1500 or error=OVERLOADED.'] })
  return {
    userId: user_id ?? null,
    method: method ?? null,
    path: path ?? null,
    prefer: prefer ?? null,
    timesLeft: times ?? null,
    socket: socket ? toFaults(socket) : null,
  }
}

const toRuleView = ({ id, userId, method, path, prefer, timesLeft, socket }: StandingRule) => ({
  id,
  user_id: userId,
  method,
  path,
  prefer,
  times_left: timesLeft,
  socket: socket && {
    latency_ms: socket.latencyMs,
    loss: socket.loss,
    doubles: socket.doubles,
    tunnel: socket.tunnel && {
      open_seconds: socket.tunnel.openMs / 1000,
      shut_seconds: socket.tunnel.shutMs / 1000,
    },
  },
})

/** Failures that hold until they are taken back. */
export const ruleRoutes = (rules: StandingRules) =>
  new Elysia()
    .get('/rules', () => ({ rules: rules.list().map(toRuleView) }), {
      ...operation({
        summary: 'List rules',
        description: 'The standing rules of this world.',
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
            'What `Prefer` does to one request, done to all that fit, until it is deleted or has held `times` times; a request’s own `Prefer` goes before. `socket` makes the network of sockets bad: late, lost and doubled frames, or a tunnel.',
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
          description: 'From now on it does not hold any more.',
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
          description: 'Everything works again.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 204: Type.Void() },
          errors: [],
        }),
      },
    )

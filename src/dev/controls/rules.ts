import { type Static, Type } from '@sinclair/typebox'
import { invalidFields } from '../../errors.ts'
import { type Endpoint, openEndpoint } from '../../http/endpoint.ts'
import { withoutTrailingSlash } from '../../http/paths.ts'
import { parseId } from '../../lib/ids.ts'
import { namedEnum } from '../../schema/kinds.ts'
import { described, nullish, object } from '../../schema/objects.ts'
import { id, integer, number, oneOf, pattern, text } from '../../schema/requests.ts'
import { view, withExample } from '../../schema/views.ts'
import { type FaultRule, matchesRoute } from '../fault-rules.ts'
import type { NetworkConditions } from '../network-conditions.ts'
import { parsePreferences } from '../preferences.ts'
import type { WorldContext } from '../world.ts'
import { control, controlsPath } from './control.ts'

const TunnelBody = object(
  {
    open_seconds: number(0.1, 3600, { description: 'How long frames pass, in seconds.' }),
    shut_seconds: number(0.1, 3600, { description: 'How long they do not, in seconds.' }),
  },
  {
    title: 'DevTunnelRequest',
    additionalProperties: false,
    description:
      'Periods with a connection alternate with periods without; frames of the latter arrive after it.',
  },
)

const NetworkConditionsBody = object(
  {
    latency_ms: nullish(
      integer(0, 60_000, { description: 'The delay of each frame, in both directions, in milliseconds.' }),
    ),
    loss: nullish(number(0, 1, { description: 'The share of frames that are lost.' })),
    doubles: nullish(number(0, 1, { description: 'The share of frames that arrive twice.' })),
    tunnel: nullish(described(TunnelBody, 'When the connection breaks. Left out: never.')),
  },
  {
    title: 'DevNetworkRequest',
    additionalProperties: false,
    description: 'A bad network for sockets. What is left out is as in a good one.',
  },
)

const exampleId = parseId<'rule'>('5f2b6a3e-8a7c-4d59-9c33-0f4a6c1f7a01')

const ruleMethod = namedEnum('DevRuleMethod', ['GET', 'POST', 'PUT', 'DELETE'], 'A method of HTTP.')

/** An unknown field is an error: a rule without it would apply to more than was meant. */
const RuleBody = object(
  {
    user_id: nullish(id<'user'>({ description: 'UUID of the user it is about. Left out: everybody.' })),
    method: nullish(oneOf(ruleMethod, { description: 'Left out: every method.' })),
    path: nullish(
      pattern(/^\/[!-~]{0,500}$/, 'Must be a path such as /api/gigs/*/accept.', {
        description: 'The path; `*` matches one segment. Left out: every path.',
      }),
    ),
    prefer: nullish(text(1, 500, { description: 'The preferences, in the syntax of the `Prefer` header.' })),
    times: nullish(
      integer(1, 1_000_000, { description: 'How many requests it applies to; left out: no limit.' }),
    ),
    socket: nullish(described(NetworkConditionsBody, 'What happens to sockets. Left out: nothing.')),
  },
  {
    additionalProperties: false,
    description:
      'A rule: which requests or sockets, and what happens to them. A field of another name is rejected.',
  },
)

const TunnelView = object(
  {
    open_seconds: view.number({ description: 'How long frames pass, in seconds.', examples: [10] }),
    shut_seconds: view.number({ description: 'How long they do not, in seconds.', examples: [5] }),
  },
  { title: 'DevTunnel', description: 'Periods with a connection that alternate with periods without.' },
)

const NetworkConditionsView = object(
  {
    latency_ms: view.integer({ description: 'The delay of each frame, in milliseconds.', examples: [200] }),
    loss: view.number({ description: 'The share of frames that are lost, 0 to 1.', examples: [0.1] }),
    doubles: view.number({ description: 'The share of frames that arrive twice, 0 to 1.', examples: [0] }),
    tunnel: Type.Union([TunnelView, Type.Null()], { description: 'Null where the connection never breaks.' }),
  },
  { title: 'DevNetwork', description: 'A bad network for sockets.' },
)

const RuleView = object(
  {
    id: view.id<'rule'>({ description: 'UUID of the rule.', examples: [exampleId] }),
    user_id: withExample(
      view.nullable(view.id<'user'>({ description: 'UUID of the user it is about; null for everybody.' })),
      null,
    ),
    method: view.nullable(
      view.string({ description: 'The method it is about; null for every one.', examples: ['POST'] }),
    ),
    path: view.nullable(
      view.string({
        description: 'The path it is about, `*` is one segment; null for every one.',
        examples: ['/api/gigs/*/accept'],
      }),
    ),
    prefer: view.nullable(
      view.string({
        description: 'What happens to requests, in the syntax of `Prefer`; null for nothing.',
        examples: ['error=GIG_ALREADY_ACCEPTED'],
      }),
    ),
    times_left: view.nullable(
      view.integer({
        description: 'How many more requests it applies to; null for no limit.',
        examples: [1],
      }),
    ),
    socket: Type.Union([NetworkConditionsView, Type.Null()], {
      description: 'What happens to sockets; null for nothing.',
      examples: [null],
    }),
  },
  { title: 'DevRule', description: 'A fault rule.' },
)
const RulesView = object(
  { rules: view.array(RuleView, { description: 'In the order in which they were added.' }) },
  { title: 'DevRules', description: 'The fault rules of a world.' },
)
const RuleParams = object({
  rule_id: id<'rule'>({ description: 'UUID of the rule.', examples: [exampleId] }),
})

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
const toRule = (
  body: Static<typeof RuleBody>,
  routes: ReturnType<WorldContext['routes']>,
): Omit<FaultRule, 'id'> => {
  const { user_id, prefer, times, socket } = body
  const method = body.method ?? null
  const path = body.path ? withoutTrailingSlash(body.path) : null
  if (!prefer && !socket)
    throw invalidFields({ prefer: ['Say in `prefer` what happens to requests, or in `socket` to sockets.'] })
  const { applied, invalid } = parsePreferences(prefer ?? '')
  if (prefer && (invalid.length > 0 || applied.length === 0))
    throw invalidFields({ prefer: ['Must be preferences such as delay=1500 or error=OVERLOADED.'] })
  if (!matchesRoute({ method, path }, routes))
    throw invalidFields({
      path: [
        'No route has this path and method. `*` matches exactly one segment. Leave `path` out for every path.',
      ],
    })
  return {
    userId: user_id ?? null,
    method,
    path,
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

export const ruleControls = ({ rules, routes }: WorldContext): Endpoint[] => [
  openEndpoint({
    ...control,
    method: 'GET',
    path: `${controlsPath}/rules`,
    summary: 'List rules',
    description: 'The fault rules of this world.',
    responses: { 200: RulesView },
    errors: [],
    run: () => rules.list(),
    view: (listed: FaultRule[]) => ({ rules: listed.map(toRuleView) }),
  }),
  openEndpoint({
    ...control,
    method: 'POST',
    path: `${controlsPath}/rules`,
    summary: 'Add rule',
    description:
      'Applies preferences to all requests that match, until the rule is deleted or has been applied `times` times; the `Prefer` header of a request overrides it. `socket` simulates a bad network for sockets: delayed, lost and duplicate frames, or a tunnel.',
    body: RuleBody,
    example: {
      method: 'POST',
      path: '/api/gigs/*/accept',
      prefer: 'error=GIG_ALREADY_ACCEPTED',
      times: 1,
    },
    responses: { 201: RuleView },
    errors: ['STORAGE_QUOTA_EXCEEDED'],
    run: ({ body }) => rules.add(toRule(body, routes())),
    view: toRuleView,
  }),
  openEndpoint({
    ...control,
    method: 'DELETE',
    path: `${controlsPath}/rules/:rule_id`,
    summary: 'Delete rule',
    description: 'The rule no longer applies.',
    params: RuleParams,
    responses: { 204: view.nothing('The rule is deleted.') },
    errors: ['RESOURCE_NOT_FOUND'],
    run: ({ params }) => rules.remove(params.rule_id),
  }),
  openEndpoint({
    ...control,
    method: 'DELETE',
    path: `${controlsPath}/rules`,
    summary: 'Delete all rules',
    description: 'No rule applies any more.',
    responses: { 204: view.nothing('All rules are deleted.') },
    errors: [],
    run: () => rules.clear(),
  }),
]

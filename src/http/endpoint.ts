import type { Static, TObject, TSchema } from '@sinclair/typebox'
import type { AppError, ErrorCode } from '../errors.ts'
import { type Command, commandOf, Reader, systemWrite, type Write } from '../lib/command.ts'
import { type BodyType, jsonBody } from './body.ts'
import { RequestIdempotency } from './idempotency.ts'
import { createInputReader, usualBodyTypes } from './input-reader.ts'
import { Reply } from './reply.ts'
import type { BodyLimits } from './request-body.ts'
import type { Caller, RequestContext } from './request-context.ts'
import { createResultWriter, toReply } from './result-writer.ts'

/** `refresh`: the endpoint itself checks the refresh token. */
export type Access = 'anyone' | 'user' | 'refresh'

/** Which rate limit counts an endpoint (ruling G12). `none` is never counted. */
export type RateClass = 'register' | 'login' | 'refresh' | 'upload' | 'other' | 'none'

export type DocumentedError = ErrorCode | (() => AppError)

type Responses = Record<number, TSchema>

interface Description {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  /** The group in the document about the API; null leaves the endpoint out of it. */
  tag: string | null
  summary: string
  description: string
  rateClass?: RateClass
  bodyTypes?: BodyType[]
  bodyLimits?: BodyLimits
  example?: unknown
  fileTypes?: readonly string[]
  /** The fields that differ from the example of the schema; in a list, those of each item. */
  exampleResult?: unknown
  errors: DocumentedError[]
  headers?: { name: string; description: string; isRequired: boolean; example?: string }[]
}

export interface Endpoint extends Description {
  access: Access
  rateClass: RateClass
  bodyTypes: BodyType[]
  bodyLimits: BodyLimits
  /** Whether a client may send an Idempotency-Key, so that a repeat has no second effect (ruling P7). */
  idempotent: boolean
  params: TObject | undefined
  query: TObject | undefined
  body: TObject | undefined
  responses: Responses
  /** Calls `count`, or leaves a repeat uncounted (ruling A5). */
  countOnce: ((context: RequestContext, count: CountRequest) => void | Promise<void>) | undefined
  /** An expired access token is good enough, as for a logout (ruling A4). */
  takesExpiredToken: boolean
  cachedReply: ((context: RequestContext) => Reply | null) | undefined
  respond(context: RequestContext): Promise<Reply>
}

interface Input<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly context: RequestContext
}

interface OpenInput<Params, Query, Body> extends Input<Params, Query, Body> {
  readonly write: Write<never>
}

interface UserInput<Params, Query, Body, Result> extends Input<Params, Query, Body> {
  readonly caller: Caller
  readonly reader: Reader
  readonly command: Command<Result>
}

interface Definition<P extends TObject, Q extends TObject, B extends TObject, R extends Responses, Result>
  extends Description {
  params?: P
  query?: Q
  body?: B
  /** The first status is sent unless `status` selects another. */
  responses: R
  status?(result: Result): keyof R & number
}

/** A promise where copies of the server count together. */
type CountRequest = () => void | Promise<void>

/** `view` shapes a result; a reply is sent as it is. */
type Run<In, Result> = (input: In) => Result | Reply | Promise<Result | Reply>

interface OpenDefinition<P extends TObject, Q extends TObject, B extends TObject, R extends Responses, Result>
  extends Definition<P, Q, B, R, Result> {
  access: 'anyone' | 'refresh'
  run: Run<OpenInput<Static<P>, Static<Q>, Static<B>>, Result>
  view?(result: Result, context: RequestContext): Static<R[keyof R & number]>
  cachedReply?(context: RequestContext): Reply | null
  countOnce?(context: RequestContext, count: CountRequest): void | Promise<void>
}

interface UserDefinition<P extends TObject, Q extends TObject, B extends TObject, R extends Responses, Result>
  extends Definition<P, Q, B, R, Result> {
  idempotent?: boolean
  takesExpiredToken?: boolean
  run: Run<UserInput<Static<P>, Static<Q>, Static<B>, Result>, Result>
  view?(result: Result, context: CallerContext): Static<R[keyof R & number]>
}

export type CallerContext = RequestContext & { readonly caller: Caller }

/** An endpoint for users: the guard rejects requests without an access token. */
export const endpoint = <
  P extends TObject,
  Q extends TObject,
  B extends TObject,
  const R extends Responses,
  Result,
>(
  definition: UserDefinition<P, Q, B, R, Result>,
): Endpoint => {
  const { idempotent = false, method, path, run } = definition
  if (idempotent && method !== 'POST') throw new TypeError(`${path}: only POSTs take an Idempotency-Key.`)
  const read = createInputReader(definition)
  const write = createResultWriter(definition)
  const respond = async (context: RequestContext): Promise<Reply> => {
    if (!isOfCaller(context)) throw new TypeError(`${path}: the guard let nobody in.`)
    const { caller, environment } = context
    const { params, query, sent } = read(context)
    const body = sent instanceof Promise ? await sent : sent
    const toText = (result: Result) => write(result, context)
    const idempotency = idempotent ? RequestIdempotency.of(context, caller, body, toText) : null
    // Getters, because the time of a command costs more than the rest of the input.
    const input = {
      params,
      query,
      body,
      context,
      caller,
      get reader() {
        return new Reader(caller.userId, context.request)
      },
      get command() {
        return { ...commandOf(caller.userId, environment), idempotency }
      },
    }
    try {
      const result = await run(input)
      if (result instanceof Reply) return result
      return toReply(idempotency ? idempotency.recorded() : toText(result))
    } catch (error) {
      if (idempotency) return idempotency.replayOf(error)
      throw error
    }
  }
  return complete(definition, {
    access: 'user',
    idempotent,
    respond,
    cachedReply: undefined,
    countOnce: undefined,
    takesExpiredToken: definition.takesExpiredToken ?? false,
  })
}

/** For anyone, or with a refresh token that the endpoint checks itself. */
export const openEndpoint = <
  P extends TObject,
  Q extends TObject,
  B extends TObject,
  const R extends Responses,
  Result,
>(
  definition: OpenDefinition<P, Q, B, R, Result>,
): Endpoint => {
  const { access, run, cachedReply, countOnce } = definition
  const read = createInputReader(definition)
  const write = createResultWriter(definition)
  const respond = async (context: RequestContext): Promise<Reply> => {
    const { params, query, sent } = read(context)
    const input = {
      params,
      query,
      body: sent instanceof Promise ? await sent : sent,
      context,
      get write() {
        return systemWrite(context.environment)
      },
    }
    const result = await run(input)
    return result instanceof Reply ? result : toReply(write(result, context))
  }
  const rest = { idempotent: false, takesExpiredToken: false, cachedReply, countOnce }
  return complete(definition, { access, respond, ...rest })
}

const isOfCaller = (context: RequestContext): context is CallerContext => context.caller !== null

const complete = (
  definition: Description &
    Partial<Pick<Endpoint, 'params' | 'query' | 'body'>> &
    Pick<Endpoint, 'responses'>,
  rest: Pick<
    Endpoint,
    'access' | 'idempotent' | 'respond' | 'cachedReply' | 'countOnce' | 'takesExpiredToken'
  >,
): Endpoint => ({
  ...definition,
  rateClass: definition.rateClass ?? 'other',
  bodyTypes: definition.bodyTypes ?? usualBodyTypes,
  bodyLimits: definition.bodyLimits ?? jsonBody,
  params: definition.params,
  query: definition.query,
  body: definition.body,
  ...rest,
})

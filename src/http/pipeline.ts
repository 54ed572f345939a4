import { AppError } from '../errors.ts'
import { originOf } from './base-url.ts'
import type { Endpoint } from './endpoint.ts'
import type { Guard } from './guard.ts'
import type { LargeReplies } from './large-replies.ts'
import type { AppServer } from './listeners.ts'
import { errorReply, type Reply } from './reply.ts'
import { RequestContext, type RequestEnvironment } from './request-context.ts'

export interface CompletedRequest {
  context: RequestContext
  endpoint: Endpoint
  status: number
  ms: number
}

export interface IncomingRequest {
  request: Request
  params: Readonly<Record<string, string>>
  server: AppServer
  headers: Record<string, unknown>
}

interface PipelineOptions {
  environment: RequestEnvironment
  guard: Guard
  onCompleted: (completed: CompletedRequest) => void
  /** Left out: long replies are sent like others. */
  largeReplies?: LargeReplies
}

/** Never throws. */
export type Pipeline = (endpoint: Endpoint, incoming: IncomingRequest) => Promise<Reply>

export const createPipeline = ({
  environment,
  guard,
  onCompleted,
  largeReplies,
}: PipelineOptions): Pipeline => {
  const open = ({ request, params, server, headers }: IncomingRequest): RequestContext => {
    // Nothing is stored under it, so it need not follow the clock of a world, and the system's is quicker.
    const id = Bun.randomUUIDv7()
    headers['x-request-id'] = id
    headers['x-content-type-options'] = 'nosniff'
    headers['referrer-policy'] = 'no-referrer'
    headers['cache-control'] = 'no-store'
    return new RequestContext(environment, id, request, params, server, headers)
  }

  const respond = (endpoint: Endpoint, context: RequestContext): Reply | Promise<Reply> => {
    const turn = largeReplies?.turn(endpoint, context)
    return turn
      ? turn.then(() => endpoint.respond(context))
      : (endpoint.cachedReply?.(context) ?? endpoint.respond(context))
  }

  const admitAndRespond = (endpoint: Endpoint, context: RequestContext): Reply | Promise<Reply> => {
    // The address is made from the Host header, and everything after this relies on it.
    originOf(context.request.url)
    const admitted = guard(endpoint, context)
    return admitted ? admitted.then(() => respond(endpoint, context)) : respond(endpoint, context)
  }

  const complete = (endpoint: Endpoint, context: RequestContext, reply: Reply): Reply => {
    for (const name in reply.headers) context.headers[name] = reply.headers[name]
    onCompleted({ context, endpoint, status: reply.status, ms: performance.now() - context.startedAt })
    return reply
  }

  return async (endpoint, incoming) => {
    const context = open(incoming)
    let reply: Reply
    try {
      const made = admitAndRespond(endpoint, context)
      reply = made instanceof Promise ? await made : made
      if (largeReplies) reply = largeReplies.send(reply, endpoint, context)
    } catch (error) {
      reply = errorReply(toAppError(error, context))
    }
    if (!bodilessMethods.has(context.request.method)) {
      const leftMs = endpoint.bodyLimits.deadlineMs - (performance.now() - context.startedAt)
      const finished = context.body.finish(leftMs)
      if (finished !== true && !(await finished)) context.headers.connection = 'close'
    }
    return complete(endpoint, context, reply)
  }
}

const bodilessMethods: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** The cause of an internal error goes to the log only (ruling G8). */
const toAppError = (error: unknown, context: RequestContext): AppError => {
  const known =
    error instanceof AppError ? error : new AppError('INTERNAL_ERROR', undefined, { cause: error })
  context.errorCode = known.code
  // An error without a cause (an overload, a full disk) is part of normal operation.
  if (known.status === 500 || known.cause) context.internalError = known.cause ?? error
  return known
}

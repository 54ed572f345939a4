import { AppError } from '../errors.ts'
import type { Endpoint } from './endpoint.ts'
import type { Guard } from './guard.ts'
import type { AppServer } from './listeners.ts'
import { errorReply, type Reply } from './reply.ts'
import { RequestContext, type RequestEnvironment } from './request-context.ts'

/** A request that was answered, for the log and the metrics. */
export interface CompletedRequest {
  context: RequestContext
  endpoint: Endpoint
  status: number
}

/** A request as the framework hands it over. */
export interface Arrival {
  request: Request
  params: Readonly<Record<string, string>>
  server: AppServer
  /** Of the response. */
  headers: Record<string, unknown>
}

interface PipelineOptions {
  environment: RequestEnvironment
  guard: Guard
  onCompleted: (completed: CompletedRequest) => void
}

/** Takes one request from its arrival to its reply. It never throws. */
export type Pipeline = (endpoint: Endpoint, arrival: Arrival) => Promise<Reply>

export const createPipeline = ({ environment, guard, onCompleted }: PipelineOptions): Pipeline => {
  const open = ({ request, params, server, headers }: Arrival): RequestContext => {
    const id = environment.newId()
    headers['x-request-id'] = id
    headers['x-content-type-options'] = 'nosniff'
    headers['referrer-policy'] = 'no-referrer'
    headers['cache-control'] = 'no-store'
    return new RequestContext(environment, id, request, params, server, headers)
  }

  const reply = async (endpoint: Endpoint, context: RequestContext): Promise<Reply> => {
    try {
      // The address is made from the Host header, and everything after this relies on it.
      if (!URL.canParse(context.request.url))
        throw new AppError('BAD_REQUEST', 'The Host header does not name a possible host.')
      const admitted = guard(endpoint, context)
      if (admitted) await admitted
      return endpoint.shortcut?.(context) ?? (await endpoint.respond(context))
    } catch (error) {
      return errorReply(toAppError(error, context))
    }
  }

  return async (endpoint, arrival) => {
    const context = open(arrival)
    const sent = await reply(endpoint, context)
    if (!bodilessMethods.has(context.request.method)) {
      const leftMs = endpoint.bodyLimits.deadlineMs - (performance.now() - context.startedAt)
      const finished = context.body.finish(leftMs)
      if (finished !== true && !(await finished)) context.headers.connection = 'close'
    }
    for (const name in sent.headers) context.headers[name] = sent.headers[name]
    onCompleted({ context, endpoint, status: sent.status })
    return sent
  }
}

/** Bun drops the body of these. */
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

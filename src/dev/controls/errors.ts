import type { AnyElysia } from 'elysia'
import { AppError, type ErrorCode, errorCatalogue, errorCodes } from '../../errors.ts'
import { jsonBody } from '../../http/body.ts'
import { type Endpoint, openEndpoint } from '../../http/endpoint.ts'
import { RequestBody } from '../../http/request-body.ts'
import { errorCode } from '../../schema/api-error.ts'
import { object } from '../../schema/objects.ts'
import { oneOf } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { control, controlsPath } from './control.ts'

const requestedErrors = new WeakMap<Request, AppError>()

const calledRequests = new WeakMap<Request, Request>()

export const calledRequestOf = (request: Request): Request => calledRequests.get(request) ?? request

export const sampleErrorOf = (code: ErrorCode): AppError => {
  const { status } = errorCatalogue[code]
  return new AppError(code, undefined, {
    ...(status === 429 && { retryAfterSeconds: 60 }),
    ...((status === 408 || status === 503) && { retryAfterSeconds: 1 }),
    ...(status === 405 && { allow: 'GET' }),
    ...(code === 'VALIDATION_ERROR' && { fieldErrors: { title: ['This field is required.'] } }),
  })
}

export const respondWithError = async (
  app: AnyElysia,
  request: Request,
  error: AppError,
): Promise<Response> => {
  const isFinished = await new RequestBody(request).finish(jsonBody.deadlineMs)
  const origin = request.headers.get('origin')
  const internal = new Request(`http://localhost/api/_dev/errors/${error.code}`, {
    headers: origin === null ? {} : { origin },
  })
  requestedErrors.set(internal, error)
  calledRequests.set(internal, request)
  const response = await app.handle(internal)
  if (!isFinished) response.headers.set('connection', 'close')
  return response
}

export const errorControls = (): Endpoint[] => [
  openEndpoint({
    ...control,
    method: 'GET',
    path: `${controlsPath}/errors/:code`,
    summary: 'Provoke error',
    description:
      'Responds with the error of that code and its status, so that a client can be tested with it. `Prefer: error=CODE` does the same to any request.',
    params: object({ code: oneOf(errorCode, { description: 'An error code.', examples: ['OVERLOADED'] }) }),
    responses: { 204: view.nothing('This never happens: every answer is an error.') },
    errors: [...errorCodes],
    run: ({ params, context: { request } }) => {
      throw requestedErrors.get(request) ?? sampleErrorOf(params.code)
    },
  }),
]

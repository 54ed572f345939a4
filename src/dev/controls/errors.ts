import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { AppError, type ErrorCode, errorCatalogue, errorCodes } from '../../errors.ts'
import { operation } from '../../http/operation.ts'
import { choice, fields } from '../../http/wire.ts'

/** The error for each internal request to this route. */
const requestedErrors = new WeakMap<Request, AppError>()

/** An error with the headers that belong to its status. */
export const sampleErrorOf = (code: ErrorCode): AppError => {
  const { status } = errorCatalogue[code]
  return new AppError(code, undefined, {
    ...(status === 429 && { retryAfterSeconds: 60 }),
    ...(status === 503 && { retryAfterSeconds: 1 }),
    ...(status === 405 && { allow: 'GET' }),
    ...(code === 'VALIDATION_ERROR' && { fieldErrors: { title: ['This field is required.'] } }),
  })
}

/** Responds with an error in the format of the app, including CORS headers. */
export const respondWithError = (app: AnyElysia, request: Request, error: AppError): Promise<Response> => {
  const origin = request.headers.get('origin')
  const internal = new Request(`http://localhost/api/_dev/errors/${error.code}`, {
    headers: origin === null ? {} : { origin },
  })
  requestedErrors.set(internal, error)
  return Promise.resolve(app.handle(internal))
}

export const errorRoutes = () =>
  new Elysia().get(
    '/errors/:code',
    ({ params, request }) => {
      throw requestedErrors.get(request) ?? sampleErrorOf(params.code)
    },
    {
      params: fields({ code: choice(errorCodes, { description: 'An error code.' }) }),
      ...operation({
        summary: 'Answer with an error',
        description:
          'Responds with the error of that code and its status, so that a client can be tested with it. `Prefer: error=CODE` does the same to any request.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 204: Type.Void() },
        errors: [...errorCodes],
      }),
    },
  )

import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { AppError, type ErrorCode, errorCatalogue, errorCodes } from '../../errors.ts'
import { operation } from '../../http/operation.ts'
import { object } from '../../schema/objects.ts'
import { oneOf } from '../../schema/requests.ts'

/** The refusals that a request was sent here for. */
const orders = new WeakMap<Request, AppError>()

/** The error of a code as clients would meet it, with the headers that go with its status. */
export const errorOf = (code: ErrorCode): AppError => {
  const { status } = errorCatalogue[code]
  return new AppError(code, undefined, {
    ...(status === 429 && { retryAfterSeconds: 60 }),
    ...(status === 503 && { retryAfterSeconds: 1 }),
    ...(status === 405 && { allow: 'GET' }),
    ...(code === 'VALIDATION_ERROR' && { fieldErrors: { title: ['This field is required.'] } }),
  })
}

/** Answers a request with a refusal in the form of the app, its headers for other origins included. */
export const refuse = (app: AnyElysia, request: Request, refusal: AppError): Promise<Response> => {
  const origin = request.headers.get('origin')
  const asked = new Request(`http://localhost/api/_dev/errors/${refusal.code}`, {
    headers: origin === null ? {} : { origin },
  })
  orders.set(asked, refusal)
  return Promise.resolve(app.handle(asked))
}

export const errorRoutes = () =>
  new Elysia().get(
    '/errors/:code',
    ({ params, request }) => {
      throw orders.get(request) ?? errorOf(params.code)
    },
    {
      params: object({ code: oneOf(errorCodes, { description: 'A code of the catalogue.' }) }),
      ...operation({
        summary: 'Answer with an error',
        description:
          'Answers with the error of that code and its status, so that a client can build its screen for it. `Prefer: error=CODE` does the same to any request.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 204: Type.Void() },
        errors: [...errorCodes],
      }),
    },
  )

import { Type } from '@sinclair/typebox'
import { errorCodes } from '../errors.ts'
import { namedEnum } from './kinds.ts'
import { object, optional } from './objects.ts'
import { view } from './views.ts'

export const errorCode = namedEnum(
  'ErrorCode',
  errorCodes,
  'What went wrong, for programs. Each code has one HTTP status.',
)

export const errorFields = {
  detail: view.string({
    description: 'What went wrong, in a sentence for people. In a 422 it names the first field at fault.',
    examples: ['There is no gig with this id.'],
  }),
  error_code: view.oneOf(errorCode, {
    description: 'What went wrong, for programs.',
    examples: ['RESOURCE_NOT_FOUND'],
  }),
  field_errors: optional(
    Type.Record(Type.String(), Type.Array(Type.String()), {
      description: 'What is wrong with each field, by its name, where fields are at fault.',
      examples: [{ title: ['This field is required.'] }],
    }),
  ),
}

/** The one form of an error response (ruling G8). */
export const ApiErrorView = object(errorFields, {
  title: 'ApiError',
  description: 'Why a request was rejected: a sentence for people, a code for programs.',
})

import type { ValueError } from '@sinclair/typebox/errors'
import type { FieldErrors } from '../errors.ts'
import { messageOf } from './kinds.ts'

/** The first problem of each field; `root` names the part of the request when the error is not about one field. */
export const fieldErrorsOf = (problems: Iterable<ValueError>, root: string): FieldErrors => {
  const fieldErrors: FieldErrors = {}
  for (const problem of problems) {
    // Field names contain no slash; a problem deeper inside counts for the top-level field that holds it.
    const field = problem.path.split('/')[1] || root
    fieldErrors[field] ??= [
      problem.value === undefined ? 'This field is required.' : messageOf(problem.schema),
    ]
  }
  return fieldErrors
}

import type { StoredResponse } from '../lib/command.ts'

/** Replaces a response that showed a person who was deleted later, in the form of an error of the API. */
export const forgottenResponse: StoredResponse = {
  status: 404,
  body: JSON.stringify({
    detail: 'This request was answered before, and somebody in that answer has deleted their account since.',
    error_code: 'RESOURCE_NOT_FOUND',
  }),
}

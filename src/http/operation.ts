import type { TSchema } from '@sinclair/typebox'
import type { ErrorCode } from '../errors.ts'

/**
 * Who may call an operation. `anyone` needs no token; `refresh` carries a refresh token, which the operation itself
 * checks; `user` needs an access token.
 */
export type Access = 'anyone' | 'user' | 'refresh'

/** Which rate limit counts an operation (ruling G12). `none` is never counted. */
export type RateClass = 'register' | 'login' | 'refresh' | 'upload' | 'other' | 'none'

interface Operation<Answers> {
  summary: string
  description: string
  access: Access
  rateClass?: RateClass
  /** What success looks like, by status. */
  answers: Answers
  /** The operation's own refusals; those that every operation of its kind has are added by the document. */
  errors: ErrorCode[]
  /** An example of the body, from the contract; without one the operation takes no body. */
  example?: unknown
  /** How the body may be sent; as JSON when left out. */
  accepts?: BodyForm[]
  /** The body brings a file: it may be much longer and take more time than others. */
  takesFile?: true
  /** Headers the operation reads, besides Authorization. */
  headers?: { name: string; description: string; isRequired: boolean }[]
  /** Whether a client may send an Idempotency-Key, so that a repeat is done only once (ruling P7). */
  takesIdempotencyKey?: boolean
}

type BodyForm = 'json' | 'urlencoded' | 'formdata'

/** What the gate and the document about the API read of an operation; kept in the route's `detail`. */
export interface OperationNotes {
  access: Access
  rateClass: RateClass
  errors: ErrorCode[]
  /** Where no body is declared none is read: what a client sends all the same is ignored. */
  takesBody: boolean
  example: unknown
  takesFile: boolean
  headers: { name: string; description: string; isRequired: boolean }[]
  takesIdempotencyKey: boolean
}

/** Where a route's `detail` holds its notes; the document leaves them out. */
export const notesKey = 'x-notes'

/** Says everything about an endpoint that its schemas cannot say. Goes beside them into the route's options. */
export const operation = <const Answers extends Record<number, TSchema>>(says: Operation<Answers>) => {
  const notes: OperationNotes = {
    access: says.access,
    rateClass: says.rateClass ?? 'other',
    errors: says.errors,
    takesBody: says.example !== undefined || says.takesFile === true,
    example: says.example,
    takesFile: says.takesFile ?? false,
    headers: says.headers ?? [],
    takesIdempotencyKey: says.takesIdempotencyKey ?? false,
  }
  const detail = { summary: says.summary, description: says.description, [notesKey]: notes }
  const parse: BodyForm[] = notes.takesBody ? (says.accepts ?? ['json']) : []
  return { response: says.answers, parse, detail }
}

interface Route {
  hooks: { detail?: Record<string, unknown> }
}

/** The notes of a route, or null where it is none of the API's operations (a page, a preflight). */
export const notesOf = (route: Route): OperationNotes | null => {
  const notes = route.hooks.detail?.[notesKey]
  return notes ? (notes as OperationNotes) : null // only `operation` writes that key
}

import type { TSchema } from '@sinclair/typebox'
import type { StoredResponse } from '../lib/command.ts'
import { encoderOf } from '../schema/encode.ts'
import { jsonReply, Reply } from './reply.ts'

/** The text is empty where no view shapes the result. */
export const createResultWriter = <R extends Record<number, TSchema>, Result, Context>({
  responses,
  status,
  view,
}: {
  responses: R
  status?(result: Result): keyof R & number
  view?(result: Result, context: Context): unknown
}) => {
  const codes = Object.keys(responses).map(Number)
  const [usualCode = 200] = codes
  const encoders = new Map(
    view ? Object.entries(responses).map(([code, schema]) => [Number(code), encoderOf(schema)]) : [],
  )
  return (result: Result, context: Context): StoredResponse => {
    const code = status ? status(result) : usualCode
    const encode = encoders.get(code)
    return { status: code, body: encode && view ? encode(view(result, context)) : '' }
  }
}

export const toReply = ({ status, body }: StoredResponse): Reply =>
  body === '' ? new Reply(status, null) : jsonReply(status, body)

import type { TObject } from '@sinclair/typebox'
import { type BodyType, jsonBody, readBody } from './body.ts'
import { createReader, readQuery } from './reader.ts'
import type { BodyLimits } from './request-body.ts'
import type { RequestContext } from './request-context.ts'

/** Only a body may have to be waited for. */
export const createInputReader = <P extends TObject, Q extends TObject, B extends TObject>({
  params,
  query,
  body,
  bodyTypes = usualBodyTypes,
  bodyLimits = jsonBody,
}: {
  params?: P
  query?: Q
  body?: B
  bodyTypes?: BodyType[]
  bodyLimits?: BodyLimits
}) => {
  const readParams = createReader(params)
  const readQueryString = createReader(query)
  const readSentBody = createReader(body)
  return (context: RequestContext) => ({
    params: readParams(context.params),
    query: readQueryString(query ? readQuery(context.request.url) : nothing),
    sent: body ? readBody(context, bodyLimits, bodyTypes).then(readSentBody) : readSentBody(nothing),
  })
}

const nothing = {}

export const usualBodyTypes: BodyType[] = ['json']

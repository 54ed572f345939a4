import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { OpenApiDocument, Operation } from '../../test/support/operations.ts'

/** What a server answered. */
export interface Answer {
  status: number
  contentType: string | null
  hasRequestId: boolean
  body: Uint8Array
}

/** Says what is wrong with an answer by the document, or null. */
type JudgeAnswer = (operation: Operation | null, answer: Answer) => string | null

const formats = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/,
  double: true,
  binary: true,
  email: true,
  uri: true,
  password: true,
} as const

export const createSchemas = (): Ajv2020 => new Ajv2020({ strict: false, formats, allErrors: false })

const pointer = (...parts: string[]): string =>
  parts.map(part => `/${encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'))}`).join('')

const codeIn = (parsed: unknown): string | null =>
  typeof parsed === 'object' && parsed !== null && 'error_code' in parsed ? String(parsed.error_code) : null

/** Judges answers by their operation. An answer to a path or method that no operation has must be an error. */
export const createJudge = (document: OpenApiDocument): JudgeAnswer => {
  const schemas = createSchemas()
  schemas.addSchema(document, 'api')
  const compiled = new Map<string, ValidateFunction>()
  const validatorOf = (reference: string): ValidateFunction => {
    const known = compiled.get(reference) ?? schemas.compile({ $ref: `api#${reference}` })
    compiled.set(reference, known)
    return known
  }
  const judgeJson = (reference: string, body: Uint8Array, codes: string[] | null): string | null => {
    let parsed: unknown
    try {
      parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    } catch {
      return 'the body is not JSON'
    }
    const validate = validatorOf(reference)
    if (!validate(parsed)) return `off schema: ${schemas.errorsText(validate.errors)}`
    const code = codeIn(parsed)
    return codes && code && !codes.includes(code) ? `${code} is not documented` : null
  }

  const judgeUnknown = ({ status, body }: Answer): string | null => {
    if (status >= 500) return 'an internal error'
    if (status < 400) return 'no operation of the document answers so'
    return judgeJson('/components/schemas/ApiError', body, null)
  }

  return (operation, answer) => {
    const { status, contentType, hasRequestId, body } = answer
    if (!hasRequestId) return 'there is no X-Request-Id'
    if (!operation) return judgeUnknown(answer)
    if (status >= 500 && status !== 503) return 'an internal error'
    const documented = operation.responses[status]
    if (!documented) return 'the status is not documented'
    if (!documented.content) return body.length > 0 ? 'a body where none is documented' : null
    const type = contentType?.split(';')[0] ?? ''
    const content = documented.content[type]
    if (!content) return `the content type "${type}" is not documented`
    if (type !== 'application/json') return null
    const { path, method } = operation
    const reference = pointer(
      'paths',
      path,
      method.toLowerCase(),
      'responses',
      `${status}`,
      'content',
      type,
      'schema',
    )
    return judgeJson(reference, body, content.examples ? Object.keys(content.examples) : null)
  }
}

import { describe, expect, test } from 'bun:test'
import openApi from '../../test/contract/openapi.json'
import { type OpenApiDocument, operationsOf } from '../../test/support/operations.ts'
import { createJudge } from './answers.ts'

/** What the fuzzer takes for a fault: a judge that finds nothing would make its figure worthless. */

const document: OpenApiDocument = JSON.parse(JSON.stringify(openApi))
const judge = createJudge(document)
const feeOf = operationsOf(document).find(({ path }) => path === '/api/transactions/calculate-fee') ?? null
const fee = {
  base_amount: 1500,
  service_fee_rate: 0.05,
  service_fee_amount: 75,
  net_amount: 1425,
  currency: 'THB',
}

const answer = (status: number, body: unknown, contentType = 'application/json') => ({
  status,
  contentType,
  hasRequestId: true,
  body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
})
const error = (code: string) => ({ detail: 'A sentence.', error_code: code })

describe('the judge of answers', () => {
  test('finds nothing wrong with what the document describes', () => {
    expect(judge(feeOf, answer(200, fee))).toBeNull()
    expect(judge(feeOf, answer(401, error('INVALID_TOKEN')))).toBeNull()
    expect(judge(feeOf, answer(503, error('OVERLOADED')))).toBeNull()
    expect(judge(null, answer(404, error('RESOURCE_NOT_FOUND')))).toBeNull()
  })

  test.each([
    ['an internal error', 500, error('INTERNAL_ERROR'), 'an internal error'],
    ['a status that is not documented', 418, error('BAD_REQUEST'), 'the status is not documented'],
    [
      'a 503 with a code that is not documented',
      503,
      error('RATE_LIMITED'),
      'RATE_LIMITED is not documented',
    ],
    ['a missing field', 200, { base_amount: 1 }, 'off schema'],
    ['a field of another type', 401, { ...error('INVALID_TOKEN'), detail: 1 }, 'off schema'],
    ['a code outside of the catalogue', 401, error('NO_SUCH_CODE'), 'off schema'],
    ['text that is cut off', 200, '{"base_amount":', 'the body is not JSON'],
  ])('finds %s', (_, status, body, fault) => {
    expect(judge(feeOf, answer(status, body))).toContain(fault)
  })

  test('finds a content type that is not documented, and an answer without an X-Request-Id', () => {
    expect(judge(feeOf, answer(200, fee, 'text/html'))).toContain('content type')
    expect(judge(feeOf, { ...answer(401, error('INVALID_TOKEN')), hasRequestId: false })).toContain(
      'X-Request-Id',
    )
  })

  test('finds an answer to what no operation describes, unless it is an error', () => {
    expect(judge(null, answer(200, {}))).not.toBeNull()
    expect(judge(null, answer(500, error('INTERNAL_ERROR')))).toBe('an internal error')
  })
})

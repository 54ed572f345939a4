import { describe, expect, test } from 'bun:test'
import { AppError, invalidFields } from '../errors.ts'
import { errorReply, jsonReply } from './reply.ts'

const told = (error: AppError) => {
  const { status, body, headers } = errorReply(error)
  return { status, body: JSON.parse(String(body)), headers }
}
const json = { 'content-type': 'application/json' }

describe('an error as clients see it (G8)', () => {
  test('has its sentence and its code, and nothing else where nothing else is known', () => {
    expect(told(new AppError('RESOURCE_NOT_FOUND', 'There is no gig with this id.'))).toEqual({
      status: 404,
      body: { detail: 'There is no gig with this id.', error_code: 'RESOURCE_NOT_FOUND' },
      headers: json,
    })
  })

  test('names the fields at fault', () => {
    expect(told(invalidFields({ title: ['Must be text.'] })).body).toEqual({
      detail: 'title must be text.',
      error_code: 'VALIDATION_ERROR',
      field_errors: { title: ['Must be text.'] },
    })
  })

  test('says in headers how to log in, which methods there are, and when to try again', () => {
    expect(told(new AppError('INVALID_TOKEN')).headers).toEqual({ ...json, 'www-authenticate': 'Bearer' })
    expect(told(new AppError('METHOD_NOT_ALLOWED', undefined, { allow: 'GET, HEAD' })).headers).toEqual({
      ...json,
      allow: 'GET, HEAD',
    })
    const more = { retryAfterSeconds: 5, headers: { upgrade: 'websocket' } }
    expect(told(new AppError('OVERLOADED', undefined, more)).headers).toEqual({
      ...json,
      'retry-after': '5',
      upgrade: 'websocket',
    })
    expect(told(new AppError('INSUFFICIENT_PERMISSIONS')).headers).toEqual(json)
  })
})

test('a JSON reply is its text and says that it is JSON', () => {
  expect(jsonReply(201, '{}')).toMatchObject({ status: 201, body: '{}', headers: json })
})

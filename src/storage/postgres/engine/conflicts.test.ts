import { expect, test } from 'bun:test'
import { SQL } from 'bun'
import { AppError } from '../../../errors.ts'
import { isAnswered } from './conflicts.ts'

const ofServer = (state: string) =>
  new SQL.PostgresError('It failed.', { code: 'ERR_POSTGRES_SERVER_ERROR', errno: state })
const ofConnection = (code: string) => new SQL.PostgresError('It failed.', { code })

test.each([
  ['a deferred constraint', ofServer('23503')],
  ['a serialization failure', ofServer('40001')],
  ['a statement that took too long', ofServer('57014')],
])('a COMMIT that ends with %s is rolled back for certain', (_, error) => {
  expect(isAnswered(error)).toBeTrue()
})

test.each([
  ['a server that shuts down', ofServer('57P01')],
  ['a pooler without a server', ofServer('08P01')],
  ['a connection that was closed', ofConnection('ERR_POSTGRES_CONNECTION_CLOSED')],
  ['an answer that cannot be read', ofConnection('ERR_POSTGRES_UNEXPECTED_MESSAGE')],
  ['a deadline', new AppError('STORAGE_FAILED')],
  ['another error', new TypeError('It failed.')],
])('a COMMIT that ends with %s may have happened', (_, error) => {
  expect(isAnswered(error)).toBeFalse()
})

import { expect, test } from 'bun:test'
import { SQL } from 'bun'
import { AppError } from '../../../errors.ts'
import {
  isAnswered,
  isLostConnection,
  isUncertainCommit,
  isWorthRetrying,
  translateError,
  uncertainCommit,
  withTranslatedErrors,
} from './conflicts.ts'

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

const ofConstraint = (constraint: string) =>
  new SQL.PostgresError('It failed.', { code: 'ERR_POSTGRES_SERVER_ERROR', errno: '23505', constraint })

const codeOf = (error: unknown) => {
  const translated = translateError(error)
  if (translated instanceof AppError) return [translated.code, translated.retryAfterSeconds ?? null]
  return translated === error ? 'unchanged' : 'another'
}

test.each([
  ['users_email', ['EMAIL_ALREADY_EXISTS', null]],
  ['operators_email', ['EMAIL_ALREADY_EXISTS', null]],
  ['buddies_once', ['BUDDY_ALREADY_EXISTS', null]],
  ['reviews_once', ['REVIEW_ALREADY_EXISTS', null]],
  ['transactions_active', ['TRANSACTION_ALREADY_EXISTS', null]],
  ['sessions_pkey', 'unchanged'],
])('a second row for %s is told to clients as %p', (constraint, told) => {
  expect<unknown>(codeOf(ofConstraint(constraint))).toEqual(told)
})

test.each([
  ['53100', ['STORAGE_FULL', null]],
  ['53300', ['OVERLOADED', 1]],
  ['57014', ['OVERLOADED', 1]],
  ['55P03', ['OVERLOADED', 1]],
  ['40001', ['OVERLOADED', 1]],
  ['40P01', ['OVERLOADED', 1]],
  ['08006', ['STORAGE_FAILED', 1]],
  ['57P01', ['STORAGE_FAILED', 1]],
  ['58030', ['STORAGE_FAILED', 1]],
  ['53200', ['STORAGE_FAILED', 1]],
  ['25006', ['STORAGE_FAILED', 1]],
  ['XX001', ['STORAGE_FAILED', 1]],
  ['23503', 'unchanged'],
  ['42P01', 'unchanged'],
])('an answer with the state %s is told to clients as %p', (state, told) => {
  expect<unknown>(codeOf(ofServer(state))).toEqual(told)
})

test('a connection that fails is a storage that fails, and an error of ours is none', () => {
  expect(codeOf(ofConnection('ERR_POSTGRES_CONNECTION_CLOSED'))).toEqual(['STORAGE_FAILED', 1])
  expect(codeOf(new TypeError('It failed.'))).toBe('unchanged')
})

test('only a deadlock and a serialization failure are worth another try', () => {
  const states = ['40P01', '40001', '40003', '23505', '57014']
  expect(states.map(state => isWorthRetrying(ofServer(state)))).toEqual([true, true, false, false, false])
  expect(isWorthRetrying(new Error('40001'))).toBeFalse()
})

test('a connection is lost when its server or its pooler has ended it, and not when a statement fails', () => {
  const states = ['57P01', '57P02', '57P03', '08006', '08P01', '40001']
  expect(states.map(state => isLostConnection(ofServer(state)))).toEqual([
    true,
    true,
    false,
    true,
    true,
    false,
  ])
  expect(isLostConnection(ofConnection('ERR_POSTGRES_CONNECTION_CLOSED'))).toBeTrue()
  expect(isLostConnection(ofConnection('ERR_POSTGRES_UNEXPECTED_MESSAGE'))).toBeFalse()
  expect(isLostConnection(new Error('ERR_POSTGRES_CONNECTION_CLOSED'))).toBeFalse()
})

test('a COMMIT without an answer tells the client to look, and is known as such', () => {
  const error = uncertainCommit(new Error('The connection was closed.'))
  expect([error.code, error.retryAfterSeconds, isUncertainCommit(error)]).toEqual(['STORAGE_FAILED', 1, true])
  expect(isUncertainCommit(new AppError('STORAGE_FAILED'))).toBeFalse()
})

test('a read with a text that is no UUID finds nothing, and other errors are told', async () => {
  const failing = (error: unknown) => {
    const fail = () => Promise.reject(error)
    const { all, get, run } = withTranslatedErrors({ all: fail, get: fail, run: fail })
    return Promise.all([all(''), get(''), run('')])
  }
  const noId = (text: string) =>
    new SQL.PostgresError(text, { code: 'ERR_POSTGRES_SERVER_ERROR', errno: '22P02' })
  expect<unknown>(await failing(noId('invalid input syntax for type uuid: "x"'))).toEqual([[], null, 0])
  await expect(failing(noId('invalid input syntax for type integer: "x"'))).rejects.toThrow('integer')
  await expect(failing(ofServer('53100'))).rejects.toMatchObject({ code: 'STORAGE_FULL' })
})

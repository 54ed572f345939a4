import { describe, expect, test } from 'bun:test'
import { SqliteError } from 'better-sqlite3'
import { AppError } from '../../../errors.ts'
import { translateConflict, withTranslatedErrors } from './conflicts.ts'

const codeOf = (error: unknown) => {
  const translated = translateConflict(error)
  return translated instanceof AppError ? translated.code : translated === error ? 'unchanged' : 'another'
}

describe('an error of SQLite', () => {
  test.each([
    ['users.email', 'EMAIL_ALREADY_EXISTS'],
    ['operators.email', 'EMAIL_ALREADY_EXISTS'],
    ['buddies.owner_id, buddies.buddy_user_id', 'BUDDY_ALREADY_EXISTS'],
    ['reviews.gig_id, reviews.reviewer_id', 'REVIEW_ALREADY_EXISTS'],
    ['transactions.gig_id', 'TRANSACTION_ALREADY_EXISTS'],
    ['sessions.id', 'unchanged'],
  ])('for a second %s is the conflict that clients know: %s', (columns, code) => {
    const error = new SqliteError(`UNIQUE constraint failed: ${columns}`, 'SQLITE_CONSTRAINT_UNIQUE')
    expect(codeOf(error)).toBe(code)
  })

  test.each([
    ['SQLITE_FULL', 'STORAGE_FULL'],
    ['SQLITE_IOERR_WRITE', 'STORAGE_FAILED'],
    ['SQLITE_READONLY_DBMOVED', 'STORAGE_FAILED'],
    ['SQLITE_CANTOPEN', 'STORAGE_FAILED'],
    ['SQLITE_CORRUPT', 'STORAGE_FAILED'],
    ['SQLITE_NOTADB', 'STORAGE_FAILED'],
    ['SQLITE_ERROR', 'unchanged'],
    ['SQLITE_CONSTRAINT_FOREIGNKEY', 'unchanged'],
  ])('with the code %s is told as %s', (code, told) => {
    expect(codeOf(new SqliteError('It failed.', code))).toBe(told)
  })

  test('stands behind the error that clients get', () => {
    const error = new SqliteError('It failed.', 'SQLITE_IOERR')
    expect(translateConflict(error)).toMatchObject({ cause: error })
    expect(codeOf(new Error('SQLITE_FULL'))).toBe('unchanged')
  })
})

test('a store with translated errors answers as before, at once or later', async () => {
  const store = withTranslatedErrors({
    double: (value: number) => 2 * value,
    later: async (value: number) => value,
    fail: () => Promise.reject(new SqliteError('It failed.', 'SQLITE_FULL')),
  })
  expect([store.double(3), await store.later(4)]).toEqual([6, 4])
  await expect(store.fail()).rejects.toMatchObject({ code: 'STORAGE_FULL' })
})

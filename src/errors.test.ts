import { describe, expect, test } from 'bun:test'
import {
  AppError,
  errorCatalogue,
  errorCodes,
  invalidFields,
  isErrorCode,
  requiredMessage,
} from './errors.ts'

describe('an error that a client is told', () => {
  test('has the status and the sentence of its code, unless it has a sentence of its own', () => {
    const usual = new AppError('MONEY_HELD')
    expect([usual.code, usual.status, usual.message]).toEqual([
      'MONEY_HELD',
      409,
      'Money of this account is still held: it cannot be deleted now.',
    ])
    expect(new AppError('MONEY_HELD', 'Three payments are held.').message).toBe('Three payments are held.')
  })

  test('carries what else its answer needs, and its cause for the log', () => {
    const cause = new Error('planted')
    const more = {
      fieldErrors: { title: ['Is empty.'] },
      retryAfterSeconds: 5,
      allow: 'GET, HEAD',
      headers: { 'x-a': 'b' },
    }
    expect(new AppError('OVERLOADED', undefined, { ...more, cause })).toMatchObject({ ...more, cause })
  })
})

describe('an error of fields', () => {
  test.each([
    [{ title: [requiredMessage] }, 'title is required.'],
    [{ budget: ['Must be a number.'] }, 'budget must be a number.'],
    [{ 'people[0].email': ['Is missing.'] }, 'people[0].email is missing.'],
    [{ bbox: ['Musty: four numbers.'] }, 'bbox: Musty: four numbers.'],
    [{ image: ['There is no such picture.'] }, 'image: There is no such picture.'],
  ])('says what is wrong with the field: %p', (fieldErrors, detail) => {
    const error = invalidFields(fieldErrors)
    expect([error.code, error.status, error.message]).toEqual(['VALIDATION_ERROR', 422, detail])
    expect(error.fieldErrors).toEqual(fieldErrors)
  })

  test('names the first field and its first message, and lists all', () => {
    const fieldErrors = { title: ['Must be text.', 'Is empty.'], budget: [requiredMessage] }
    const error = invalidFields(fieldErrors)
    expect(error.message).toBe('title must be text.')
    expect(error.fieldErrors).toEqual(fieldErrors)
  })

  test('has the usual sentence where no field is named', () => {
    expect(invalidFields({}).message).toBe(errorCatalogue.VALIDATION_ERROR.detail)
  })
})

test('a code of the catalogue is known, and the name of a method of objects is none', () => {
  expect(errorCodes.length).toBe(Object.keys(errorCatalogue).length)
  expect(errorCodes.every(isErrorCode)).toBe(true)
  for (const text of ['toString', 'constructor', '', 'bad_request']) expect(isErrorCode(text)).toBe(false)
})

import { describe, expect, test } from 'bun:test'
import { operatorCommands } from '../../src/domain/operators/registry.ts'
import { AppError, errorCodes } from '../../src/errors.ts'
import { createReader } from '../../src/http/reader.ts'
import { thaiErrors, thaiFieldErrorOf } from '../../src/pages/shared/error-words.ts'

const thai = /^[\u0e00-\u0e7f]/

/** The messages about fields that a body of nothing but numbers gets. */
const messagesOf = (fields: (typeof operatorCommands)[number]['fields']): string[] => {
  const sent = Object.fromEntries(Object.keys(fields.properties).map(name => [name, -1]))
  try {
    createReader(fields)(sent)
  } catch (error) {
    if (error instanceof AppError) return Object.values(error.fieldErrors ?? {}).flat()
    throw error
  }
  return []
}

describe('an error in Thai', () => {
  test('is translated for every code but one, whose sentence alone says what is wrong', () => {
    expect(errorCodes.filter(code => !thai.test(thaiErrors[code] ?? ''))).toEqual(['BAD_REQUEST'])
  })

  test('is translated for every field of the commands of the desk', () => {
    const messages = operatorCommands.flatMap(({ fields }) => messagesOf(fields))
    expect(messages.length).toBeGreaterThan(20)
    const choices = /^Must be one of /
    expect(messages.filter(text => !choices.test(text) && !thai.test(thaiFieldErrorOf(text) ?? ''))).toEqual(
      [],
    )
  })

  test('keeps the bounds of a field, and leaves an unknown message to the server', () => {
    expect(thaiFieldErrorOf('Must be text of 8 to 128 characters.')).toBe('ต้องมี 8 ถึง 128 ตัวอักษร')
    expect(thaiFieldErrorOf('Must be purple.')).toBeNull()
  })
})

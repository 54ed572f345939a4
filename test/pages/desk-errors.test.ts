import { expect, test } from 'bun:test'
import { operatorCommands } from '../../src/domain/operators/registry.ts'
import { AppError } from '../../src/errors.ts'
import { createReader } from '../../src/http/reader.ts'
import { thaiFieldErrors } from '../../src/pages/shared/thai-field-errors.ts'
import { translate } from '../../src/pages/shared/translate.ts'

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

test('a wrong field of a command of the desk is told in Thai too', () => {
  const messages = operatorCommands.flatMap(({ fields }) => messagesOf(fields))
  expect(messages.length).toBeGreaterThan(20)
  const untold = messages.filter(text => translate(thaiFieldErrors, text) === null)
  // The choices of a list are those of a menu on the page.
  expect(untold.filter(text => !text.startsWith('Must be one of '))).toEqual([])
})

import { expect, test } from 'bun:test'
import { createEncoder, encoderOf } from './encode.ts'
import { asText, fieldsIn, isTextSchema, JsonText } from './json-text.ts'
import { object } from './objects.ts'
import { view } from './views.ts'

const Person = object({ name: view.string() })

test('text that was kept is sent as it is, alone and in something else', () => {
  const kept = new JsonText<{ name: string }>('{"name":"Mali"}')
  expect(createEncoder(asText(Person))(kept)).toBe('{"name":"Mali"}')
  const Page = object({ people: view.array(asText(Person)), count: view.integer() })
  expect(encoderOf(Page)({ people: [kept, kept], count: 2 })).toBe(
    '{"people":[{"name":"Mali"},{"name":"Mali"}],"count":2}',
  )
  expect([isTextSchema(asText(Person)), isTextSchema(Person)]).toEqual([true, false])
})

test('the fields of an object in text are what is between its braces', () => {
  expect(fieldsIn('{"a":{"b":1}}')).toBe('"a":{"b":1}')
  expect(fieldsIn('{}')).toBe('')
})

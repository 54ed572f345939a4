import { expect, test } from 'bun:test'
import { object } from '../schema/objects.ts'
import { view } from '../schema/views.ts'
import { encodeEvent, event } from './events.ts'

const priceEvent = event(
  'price',
  'A price.',
  object({ amount: view.money(), count: view.integer(), note: view.nullable(view.string()) }),
)

test('an event has the form that its schema declares: doubles with a decimal point, nothing undeclared (G4, W1)', () => {
  const data = { amount: 5, count: 5, note: null, secret: 'undeclared' }
  expect(encodeEvent(priceEvent(data))).toBe('{"type":"price","data":{"amount":5.0,"count":5,"note":null}}')
})

test('an event is known by its declaration, not by its name', () => {
  const namesake = event('price', 'Another.', view.string())
  const made = priceEvent({ amount: 1.5, count: 1, note: 'x' })
  expect([priceEvent.is(made), namesake.is(made)]).toEqual([true, false])
})

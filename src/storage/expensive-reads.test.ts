import { expect, test } from 'bun:test'
import { clientGone, noExpensiveReads, overloadedByReads } from './expensive-reads.ts'

test('a read that loses its place may come again when those before it are done, within a minute', () => {
  const secondsAfter = (waiting: number, total: number, runSeconds: number) =>
    overloadedByReads(waiting, { ...noExpensiveReads, total, runSeconds }).retryAfterSeconds
  expect([
    secondsAfter(200, 0, 0),
    secondsAfter(10, 4, 2),
    secondsAfter(10, 4, 2.1),
    secondsAfter(200, 10, 2.95),
    secondsAfter(200, 10, 30),
  ]).toEqual([1, 6, 7, 60, 60])
  expect(overloadedByReads(1, noExpensiveReads).code).toBe('OVERLOADED')
})

test('a read whose client has gone is an error of the client', () => {
  expect(clientGone()).toMatchObject({ code: 'BAD_REQUEST', message: 'The client closed the connection.' })
})

import { expect, test } from 'bun:test'
import { at, makeUser } from '../../../test/support/stores.ts'
import { AppError } from '../../errors.ts'
import { assertMayReport, assertNotOwn } from './rules.ts'

const daySeconds = 24 * 3600

const refusalOf = (run: () => void) => {
  try {
    run()
    return null
  } catch (error) {
    return error instanceof AppError ? [error.code, error.message, error.retryAfterSeconds] : error
  }
}

test('a report can be made again a day after the twentieth newest one, which the refusal says', () => {
  const mayReport = (twentiethAt: number | null, now: number) =>
    refusalOf(() => assertMayReport(twentiethAt === null ? null : at(twentiethAt), at(now)))
  const sentence = 'You can make 20 reports in a day. Try again later.'
  expect(mayReport(null, 0)).toBeNull()
  expect(mayReport(0, 10)).toEqual(['RATE_LIMITED', sentence, daySeconds - 10])
  expect(mayReport(0, daySeconds - 0.5)).toEqual(['RATE_LIMITED', sentence, 1])
  expect(mayReport(0, daySeconds)).toBeNull()
})

test('nobody reports themselves', () => {
  const [mali, nok] = [makeUser(), makeUser()]
  expect(refusalOf(() => assertNotOwn(mali.id, nok.id))).toBeNull()
  expect(() => assertNotOwn(mali.id, mali.id)).toThrow('You cannot report yourself')
})

import { describe, expect, test } from 'bun:test'
import type { GigStatus, TransactionStatus } from '../../../src/client/index.ts'
import { canCancel, canRevise, type NextStep, nextStepOf } from '../../../src/pages/app/gigs/next-step.ts'
import { gigOf } from './gig-samples.ts'

const gigIn = (status: GigStatus, payment_status: TransactionStatus | null = null) =>
  gigOf({ status, payment_status, helper_id: status === 'PENDING' ? null : 'h' })

describe('the next step with a gig', () => {
  const rows: [GigStatus, TransactionStatus | null, NextStep, NextStep, NextStep][] = [
    ['PENDING', null, 'waitForHelper', 'accept', 'accept'],
    ['ACCEPTED', null, 'pay', 'start', 'taken'],
    ['ACCEPTED', 'FAILED', 'pay', 'start', 'taken'],
    ['ACCEPTED', 'CANCELLED', 'pay', 'start', 'taken'],
    ['ACCEPTED', 'PROCESSING', 'waitForProvider', 'start', 'taken'],
    ['ACCEPTED', 'PENDING', 'waitForStart', 'start', 'taken'],
    ['IN_PROGRESS', null, 'pay', 'complete', 'taken'],
    ['IN_PROGRESS', 'PENDING', 'waitForWork', 'complete', 'taken'],
    ['COMPLETED', null, 'pay', 'waitForRelease', 'taken'],
    ['COMPLETED', 'PENDING', 'release', 'waitForRelease', 'taken'],
    ['COMPLETED', 'COMPLETED', 'finished', 'finished', 'taken'],
    ['CANCELLED', 'CANCELLED', 'cancelled', 'cancelled', 'cancelled'],
  ]
  test.each(rows)('of one that is %s with the payment %s', (status, payment, seeker, helper, other) => {
    const gig = gigIn(status, payment)
    expect(['s', 'h', 'x'].map(userId => nextStepOf(gig, userId, false))).toEqual([seeker, helper, other])
  })

  test('is a review for both as soon as the server would take one', () => {
    expect(nextStepOf(gigIn('COMPLETED', 'COMPLETED'), 's', true)).toBe('review')
    expect(nextStepOf(gigIn('COMPLETED', 'PENDING'), 'h', true)).toBe('review')
  })

  test('is the release of the money before a review', () => {
    expect(nextStepOf(gigIn('COMPLETED', 'PENDING'), 's', true)).toBe('release')
  })
})

describe('beside the next step', () => {
  test('its seeker changes and withdraws a gig that nobody has taken', () => {
    expect(['s', 'h', 'x'].map(userId => canRevise(gigIn('PENDING'), userId))).toEqual([true, false, false])
    expect(canRevise(gigIn('ACCEPTED'), 's')).toBe(false)
  })

  test('both may cancel until the money is released', () => {
    expect(['s', 'h', 'x'].map(userId => canCancel(gigIn('IN_PROGRESS', 'PENDING'), userId))).toEqual([
      true,
      true,
      false,
    ])
    expect(canCancel(gigIn('COMPLETED', 'COMPLETED'), 's')).toBe(false)
    expect(canCancel(gigIn('CANCELLED'), 's')).toBe(false)
  })
})

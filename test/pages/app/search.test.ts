import { describe, expect, test } from 'bun:test'
import {
  changedBy,
  countFilters,
  isTooShort,
  narrows,
  noFilters,
  searchOf,
} from '../../../src/pages/app/gigs/search.ts'
import { bangkok, gigOf } from './gig-samples.ts'

describe('the query of a search', () => {
  test('asks for open gigs around the middle of the map, and leaves out what nobody filled in', () => {
    expect(searchOf(noFilters, bangkok)).toEqual({
      ...bangkok,
      radius: 10,
      status: 'PENDING',
      min_budget: undefined,
      max_budget: undefined,
      q: undefined,
      sort: 'distance',
    })
  })

  test('has text, bounds and order as they were written', () => {
    const filters = {
      text: ' ขนของ ',
      radiusKm: 5,
      minBudget: '100.50',
      maxBudget: '0',
      order: 'budget',
    } as const
    expect(searchOf(filters, bangkok)).toMatchObject({
      radius: 5,
      min_budget: 100.5,
      max_budget: 0,
      q: 'ขนของ',
      sort: 'budget',
    })
  })

  test('waits with a text until it has three letters, whatever the script', () => {
    expect(['', '  ', 'so', 'กข', '🛋️', 'sofa', 'ขนของ'].map(isTooShort)).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
      false,
    ])
    expect(searchOf({ ...noFilters, text: 'so' }, bangkok).q).toBeUndefined()
  })
})

describe('the filters', () => {
  test('narrow the map by text and budget, and not by radius and order', () => {
    expect(narrows({ ...noFilters, radiusKm: 1, order: 'newest' })).toBe(false)
    expect(narrows({ ...noFilters, text: 'so' })).toBe(false)
    expect(narrows({ ...noFilters, text: 'sofa' })).toBe(true)
    expect(narrows({ ...noFilters, maxBudget: '300' })).toBe(true)
  })

  test('are counted without the text, which is in sight', () => {
    expect(countFilters({ ...noFilters, text: 'sofa' })).toBe(0)
    expect(countFilters({ text: '', radiusKm: 1, minBudget: '1', maxBudget: '2', order: 'newest' })).toBe(4)
  })
})

describe('a list while somebody looks at it', () => {
  const listed = gigOf({ distance_km: 1.2, room_id: 'r', payment_status: 'PENDING' })
  const later = '2025-10-01T10:05:00.000000Z'

  test('shows a change without losing the distance and what only the two people see', () => {
    const event = {
      type: 'gig_changed',
      data: { gig: gigOf({ status: 'ACCEPTED', updated_at: later }) },
    } as const
    const [changed] = changedBy([listed], event)
    expect(changed).toMatchObject({
      status: 'ACCEPTED',
      distance_km: 1.2,
      room_id: 'r',
      payment_status: 'PENDING',
    })
  })

  test('keeps the newer of two versions', () => {
    const newer = gigOf({ title: 'Newer', updated_at: later })
    const event = { type: 'gig_changed', data: { gig: gigOf({ title: 'Older' }) } } as const
    expect(changedBy([newer], event)).toEqual([newer])
  })

  test('keeps the place of a gig that goes, so that nothing moves under a finger', () => {
    expect(changedBy([listed], { type: 'gig_gone', data: { gig_id: 'a' } })).toEqual([listed])
  })
})

describe('what is only blanks', () => {
  const blank = { ...noFilters, text: '  ', minBudget: ' ', maxBudget: ' ' }

  test('searches for nothing, narrows nothing and counts as nothing', () => {
    expect(searchOf(blank, bangkok)).toEqual(searchOf(noFilters, bangkok))
    expect([narrows(blank), countFilters(blank)]).toEqual([false, 0])
  })

  test('differs from each filter that is set, by itself', () => {
    for (const change of [
      { radiusKm: 5 },
      { minBudget: '1' },
      { maxBudget: '1' },
      { order: 'newest' },
    ] as const)
      expect([change, countFilters({ ...noFilters, ...change })]).toEqual([change, 1])
    expect([narrows({ ...noFilters, minBudget: '1' }), narrows({ ...noFilters, maxBudget: '1' })]).toEqual([
      true,
      true,
    ])
  })
})

test('an event changes its own gig in a list and no other, and only to a later version', () => {
  const later = '2025-10-01T10:05:00.000000Z'
  const [one, other] = [gigOf({}), gigOf({ id: 'b' })]
  const changed = gigOf({ title: 'Changed', updated_at: later })
  const event = (gig: typeof one) => ({ type: 'gig_changed', data: { gig } }) as const
  expect(changedBy([other, one], event(changed)).map(({ title }) => title)).toEqual([
    'Move a sofa',
    'Changed',
  ])
  expect(changedBy([one], event(gigOf({ title: 'Same time' })))).toEqual([one])
})

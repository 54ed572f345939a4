import { beforeEach, describe, expect, test } from 'bun:test'
import { newId } from '../../test/support/stores.ts'
import type { UserId } from '../domain/ids.ts'
import { type FaultRule, FaultRules, matchesPath, maxFaultRules, mergePreferences } from './fault-rules.ts'
import { parsePreferences } from './preferences.ts'

const [somchai, mali]: [UserId, UserId] = [newId<'user'>(), newId<'user'>()]
const everything: Omit<FaultRule, 'id'> = {
  userId: null,
  method: null,
  path: null,
  prefer: 'delay=5',
  timesLeft: null,
  socket: null,
}
const request = { userId: somchai, method: 'GET', path: '/api/gigs' }
const network = { latencyMs: 10, loss: 0, duplicates: 0, tunnel: null }

let rules: FaultRules
beforeEach(() => {
  rules = new FaultRules(newId)
})

describe('a rule', () => {
  test('applies to everything unless it says to what', () => {
    const { id } = rules.add(everything)
    expect(rules.apply(request)).toMatchObject({ ruleId: id, preferences: { delay: 5 } })
    expect(rules.apply({ userId: null, method: 'DELETE', path: '/' })).toMatchObject({ ruleId: id })
  })

  test.each([
    ['a user', { userId: somchai }, { userId: mali }],
    ['a method', { method: 'GET' }, { method: 'POST' }],
    ['a path', { path: '/api/gigs' }, { path: '/api/gigs/1' }],
  ])('for %s applies to that alone', (_what, scope, other) => {
    rules.add({ ...everything, ...scope })
    expect(rules.apply(request)).not.toBeNull()
    expect(rules.apply({ ...request, ...other })).toBeNull()
  })

  test('applies as often as it says, and is gone then', () => {
    rules.add({ ...everything, timesLeft: 2 })
    const later = rules.add({ ...everything, prefer: 'fault=hang' })
    expect(rules.apply(request)?.preferences).toEqual({ delay: 5 })
    expect(rules.list().map(({ timesLeft }) => timesLeft)).toEqual([1, null])
    expect(rules.apply(request)?.preferences).toEqual({ delay: 5 })
    expect(rules.list()).toEqual([later])
    expect(rules.apply(request)?.preferences).toEqual({ fault: 'hang' })
  })

  test('for sockets does nothing to requests, and the other way round', () => {
    rules.add({ ...everything, prefer: null, socket: network })
    expect(rules.apply(request)).toBeNull()
    rules.clear()
    rules.add(everything)
    expect(rules.conditionsOf(somchai)).toBeNull()
  })

  test('for the sockets of a user leaves those of others alone', () => {
    const { id } = rules.add({ ...everything, userId: somchai, socket: network })
    expect(rules.conditionsOf(somchai)).toEqual({ ruleId: id, conditions: network })
    expect([rules.conditionsOf(mali), rules.conditionsOf(null)]).toEqual([null, null])
    const all = rules.add({ ...everything, socket: { ...network, loss: 1 } })
    expect(rules.conditionsOf(mali)?.ruleId).toBe(all.id)
    expect(rules.conditionsOf(somchai)?.ruleId).toBe(id)
  })

  test('cuts the opening of a socket that matches, any number of times, and only a cut does', () => {
    rules.add(everything)
    rules.add({ ...everything, prefer: null, socket: network })
    expect(rules.cutFor(request)).toBeNull()
    const { id } = rules.add({ ...everything, userId: somchai, prefer: 'fault=cut', timesLeft: 1 })
    expect([rules.cutFor(request)?.ruleId, rules.cutFor(request)?.ruleId]).toEqual([id, id])
    expect(rules.cutFor({ ...request, userId: mali })).toBeNull()
  })

  test('can be removed once, and all of them together', () => {
    const [one, other] = [rules.add(everything), rules.add(everything)]
    rules.remove(one.id)
    expect(rules.list()).toEqual([other])
    expect(() => rules.remove(one.id)).toThrow(expect.objectContaining({ code: 'RESOURCE_NOT_FOUND' }))
    rules.clear()
    expect(rules.list()).toEqual([])
  })

  test('is one too many after a hundred', () => {
    for (let count = 0; count < maxFaultRules; count += 1) rules.add(everything)
    expect(maxFaultRules).toBe(100)
    expect(() => rules.add(everything)).toThrow('There are 100 rules. Delete one first.')
    const [first] = rules.list()
    if (first) rules.remove(first.id)
    expect(rules.add(everything)).toMatchObject(everything)
  })
})

describe('the path of a rule', () => {
  const matches = (pattern: string, path: string) => matchesPath(pattern.split('/'), path.split('/'))

  test('has a star for one segment', () => {
    expect(matches('/api/gigs/*/accept', '/api/gigs/17/accept')).toBe(true)
    expect(matches('/api/gigs/*/accept', '/api/gigs/17/decline')).toBe(false)
    expect(matches('/api/gigs/*', '/api/gigs')).toBe(false)
    expect(matches('/api/gigs/*', '/api/gigs/17/accept')).toBe(false)
    expect(matches('/api/*/17', '/api/gigs/18')).toBe(false)
  })
})

describe('the preferences of a request', () => {
  test('go before those of a rule, one by one', () => {
    const own = parsePreferences('delay=1')
    expect(mergePreferences(own, parsePreferences('delay=2, fault=cut'))).toEqual({ delay: 1, fault: 'cut' })
    expect(mergePreferences(own, null)).toEqual({ delay: 1 })
  })
})

import { describe, expect, test } from 'bun:test'
import { drawingAt } from '../../test/support/drawing.ts'
import { seededRandom } from '../lib/random.ts'
import { drawDelayMs, parsePreferences } from './preferences.ts'

describe('preferences', () => {
  test('are pairs between commas or semicolons, with spaces and quotes around them and names in any case', () => {
    expect(parsePreferences(' Delay = "250" ; FAULT=hang, when=after,cast=ghost')).toEqual({
      preferences: { delay: 250, fault: 'hang', when: 'after', cast: 'ghost' },
      applied: ['delay=250', 'fault=hang', 'when=after', 'cast=ghost'],
      invalid: [],
    })
  })

  test('that nobody knows are ignored, and so are the names of what every object has', () => {
    const nothing = { preferences: {}, applied: [], invalid: [] }
    for (const header of ['', 'return=minimal', 'delay', '=5', 'toString=1', 'constructor=1', 'delay 5=5'])
      expect(parsePreferences(header)).toEqual(nothing)
  })

  test('count once: the first of a name, whether it was valid or not', () => {
    expect(parsePreferences('delay=1, delay=2').preferences).toEqual({ delay: 1 })
    expect(parsePreferences('delay=soon, delay=2')).toEqual({
      preferences: {},
      applied: [],
      invalid: ['delay=soon'],
    })
  })

  test('have two names for an error, of which the first counts', () => {
    expect(parsePreferences('error=RATE_LIMITED, code=503')).toEqual({
      preferences: { error: 'RATE_LIMITED' },
      applied: ['error=RATE_LIMITED'],
      invalid: [],
    })
    expect(parsePreferences('code=503, error=RATE_LIMITED').preferences).toEqual({ error: 'OVERLOADED' })
  })

  test('name an error by a status, the usual one where several have it', () => {
    const errorOf = (status: string) => parsePreferences(`code=${status}`).preferences.error ?? null
    expect(errorOf('503')).toBe('OVERLOADED')
    expect(errorOf('429')).toBe('RATE_LIMITED')
    expect(errorOf('404')).toBe('RESOURCE_NOT_FOUND')
    for (const status of ['200', '299', '50', '5033', '4e2', 'x503']) expect(errorOf(status)).toBeNull()
  })

  test('delay by a minute at the most', () => {
    const delayOf = (value: string) => parsePreferences(`delay=${value}`).preferences.delay ?? null
    expect(['0', '60000', 'mobile'].map(delayOf)).toEqual([0, 60_000, 'mobile'])
    expect(['60001', '100000', '-1', '1.5', '', 'Mobile'].map(delayOf)).toEqual(Array(6).fill(null))
  })

  test.each(['fault=crash', 'when=before', 'cast=grumpy', 'error=NOTHING', 'code=299', 'delay=x'])(
    'with a value that is none, such as %s, are told apart',
    header => {
      expect(parsePreferences(` ${header} `)).toEqual({ preferences: {}, applied: [], invalid: [header] })
    },
  )

  test('are repeated in ASCII alone, because they are sent in a header', () => {
    expect(parsePreferences('delay=ช้า\u0007~').invalid).toEqual(['delay=????~'])
  })

  test('lose one pair of quotes, not what stands within', () => {
    expect(parsePreferences('fault="cut"').applied).toEqual(['fault=cut'])
    expect(parsePreferences('fault=c"ut').invalid).toEqual(['fault=c"ut'])
  })
})

describe('a delay', () => {
  const random = seededRandom(1)

  test('is the number that was asked for, or none', () => {
    expect(drawDelayMs(750, random)).toBe(750)
    expect(drawDelayMs(undefined, random)).toBe(0)
  })

  test('of a mobile network stalls for one to four seconds now and then', () => {
    const stalled = (place: number) => drawDelayMs('mobile', { ...drawingAt(place), chance: () => true })
    expect([stalled(0), stalled(1)]).toEqual([1000, 4000])
    const shares: number[] = []
    const chance = (share: number) => shares.push(share) > 0
    drawDelayMs('mobile', { ...drawingAt(0), chance })
    expect(shares).toEqual([1 / 30])
    const slow = Array.from({ length: 3000 }, () => drawDelayMs('mobile', random)).filter(ms => ms >= 1000)
    expect(slow.length / 3000).toBeWithin(0.02, 0.05)
  })

  test('of a mobile network is 120 milliseconds in the middle, and half of the time between 80 and 180', () => {
    const drawn = Array.from({ length: 3000 }, () => drawDelayMs('mobile', random)).sort((a, b) => a - b)
    expect(drawn[1500]).toBeWithin(112, 130)
    expect(drawn[750]).toBeWithin(74, 88)
    expect(drawn[2250]).toBeWithin(168, 200)
    expect(drawn[0]).toBeWithin(5, 50)
  })

  test('of a mobile network is a number for the least and the greatest that can be drawn', () => {
    const never = (place: number) => ({ ...drawingAt(place), chance: () => false })
    expect(drawDelayMs('mobile', never(0))).toBeCloseTo(120, 6)
    const longest = { ...never(1), between: () => 1 - 2 ** -32 }
    expect(drawDelayMs('mobile', longest)).toBeWithin(1000, 10_000)
  })
})

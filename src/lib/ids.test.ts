import { describe, expect, test } from 'bun:test'
import { manualClock } from './clock.ts'
import { createNewId, uuidPattern } from './ids.ts'
import { seededRandom, systemRandom } from './random.ts'

const startMs = Date.UTC(2025, 9, 1)
const idsFrom = (seed: number, count: number) => {
  const clock = manualClock(startMs)
  const newId = createNewId(clock, seededRandom(seed))
  return Array.from({ length: count }, (_, at) => {
    if (at % 10 === 9) clock.advance(1)
    return newId()
  })
}

describe('an id (G5)', () => {
  test('is a UUID of version 7 in lower case, all of them different', () => {
    const ids = idsFrom(1, 5000)
    expect(new Set(ids).size).toBe(5000)
    for (const id of ids) {
      expect(id).toMatch(new RegExp(uuidPattern))
      expect(id).toMatch(/^.{14}7.{4}[89ab]/)
    }
  })

  test('sorts behind all that were made before it, also in one millisecond', () => {
    const ids = idsFrom(2, 5000)
    expect(ids.toSorted()).toEqual(ids)
  })

  test('sorts behind those before it even when the clock is put back', () => {
    const clock = manualClock(startMs)
    const newId = createNewId(clock, systemRandom)
    const first = [newId(), newId()]
    clock.set(startMs - 3_600_000)
    const second = [newId(), newId()]
    clock.set(startMs + 1)
    const ids = [...first, ...second, newId()]
    expect(ids.toSorted()).toEqual(ids)
  })

  test('is the same for the same seed and clock, and another one for another seed', () => {
    expect(idsFrom(3, 100)).toEqual(idsFrom(3, 100))
    expect(idsFrom(3, 1)).not.toEqual(idsFrom(4, 1))
  })
})

import { describe, expect, test } from 'bun:test'
import { seededRandom, systemRandom } from './random.ts'

const draw = (seed: number) => {
  const random = seededRandom(seed)
  return Array.from({ length: 200 }, () => [
    random.whole(-5, 5),
    random.between(0, 10),
    random.pick(['a', 'b', 'c']),
    random.chance(0.5),
    ...random.bytes(4),
  ])
}

describe('chance from a seed', () => {
  test('repeats itself from the same seed, and not from another', () => {
    expect(draw(42)).toEqual(draw(42))
    expect(draw(42)).not.toEqual(draw(43))
  })

  test('stays within its bounds and reaches each of them', () => {
    const random = seededRandom(1)
    const wholes = new Set(Array.from({ length: 1000 }, () => random.whole(-2, 2)))
    expect([...wholes].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2])
    for (let n = 0; n < 1000; n += 1) {
      const number = random.between(3, 4)
      expect(number >= 3 && number < 4).toBe(true)
    }
    expect(random.whole(7, 7)).toBe(7)
  })

  test('is never with a share of 0, always with 1, and otherwise about as often as its share', () => {
    const random = seededRandom(9)
    const timesOf = (share: number) =>
      Array.from({ length: 1000 }, () => random.chance(share)).filter(Boolean).length
    expect([timesOf(0), timesOf(1)]).toEqual([0, 1000])
    expect(Math.abs(timesOf(0.3) - 300)).toBeLessThan(60)
  })

  test('picks each choice, and throws for an empty list', () => {
    const random = seededRandom(5)
    expect(new Set(Array.from({ length: 100 }, () => random.pick([1, 2, 3]))).size).toBe(3)
    expect(() => random.pick([])).toThrow()
  })

  test('makes bytes of every value about equally often', () => {
    const counts = new Uint32Array(256)
    for (const byte of seededRandom(3).bytes(100_000)) counts[byte] = (counts[byte] ?? 0) + 1
    // Each comes 390 times, with a standard deviation of 20.
    expect(Math.min(...counts)).toBeGreaterThan(290)
    expect(Math.max(...counts)).toBeLessThan(490)
  })

  test('of the system never gives the same memory twice, whatever the lengths', () => {
    const lengths = [16, 1000, 4096, 1, 4095, 4097, 10_000, 16, 1500, 1500, 1500]
    const drawn = Array.from({ length: 20 }, () => lengths)
      .flat()
      .map((length, at) => ({ length, mark: at % 251, bytes: systemRandom.bytes(length).fill(at % 251) }))
    for (const { length, mark, bytes } of drawn) {
      expect(bytes).toHaveLength(length)
      expect(bytes.every(byte => byte === mark)).toBeTrue()
    }
  })

  test('of the system gives as many bytes as are asked for, other ones each time', () => {
    expect(systemRandom.bytes(16)).toHaveLength(16)
    expect(systemRandom.bytes(16)).not.toEqual(systemRandom.bytes(16))
  })
})

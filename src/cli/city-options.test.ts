import { describe, expect, test } from 'bun:test'
import { Command } from 'commander'
import { addCityOptions } from './city-options.ts'

const read = (...words: string[]): Record<string, unknown> =>
  addCityOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parse(words, { from: 'user' })
    .opts()

describe('the bounds of the options of a world', () => {
  test.each([
    [['--users', '5'], { users: 5 }],
    [['--users', '100000'], { users: 100_000 }],
    [['--gigs', '1'], { gigs: 1 }],
    [['--gigs', '1000000'], { gigs: 1_000_000 }],
    [['--seed', '0'], { seed: 0 }],
    [['--seed', '999999999'], { seed: 999_999_999 }],
    [['--around', '90,180'], { around: { latitude: 90, longitude: 180 } }],
    [['--around', '-90, -180'], { around: { latitude: -90, longitude: -180 } }],
    [['--as-of', '1971-01-01T00:00:00Z'], { asOf: Date.UTC(1971, 0, 1) }],
  ])('are inclusive: %p', (words, options) => {
    expect(read(...words)).toMatchObject(options)
  })

  test.each([
    [['--users', '4']],
    [['--users', '100001']],
    [['--gigs', '0']],
    [['--gigs', '1000001']],
    [['--seed', '1000000000']],
    [['--around', '90.01,0']],
    [['--around', '0,-180.01']],
    [['--as-of', '1970-12-31T23:59:59Z']],
  ])('are told when they are passed: %p', words => {
    expect(() => read(...words)).toThrow('It must be a')
  })
})

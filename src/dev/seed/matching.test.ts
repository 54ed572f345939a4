import { describe, expect, test } from 'bun:test'
import { seededRandom } from '../../lib/random.ts'
import { createCalendar } from './calendar.ts'
import type { MatchedPair } from './gig.ts'
import { drawPair, drawPartner, drawPersonaPair, findPersona } from './matching.ts'
import { drawResidents, type Resident } from './people.ts'
import { personaGigs } from './persona-gigs.ts'
import { newcomerKey, personas } from './personas.ts'

const calendar = createCalendar(Date.UTC(2026, 5, 15, 12), 100.5)
const residents = drawResidents(seededRandom(4), calendar, 60)
const turns = 2000

const drawMany = (draw: () => MatchedPair) => Array.from({ length: turns }, draw)
const shareOf = (pairs: readonly MatchedPair[], fits: (pair: MatchedPair) => boolean) =>
  pairs.filter(fits).length / pairs.length
const canRead = ({ language, persona }: Resident, seeker: Resident) =>
  seeker.language === 'english' || language === 'thai' || persona === 'busy'

const expectSuited = (pairs: readonly MatchedPair[]) => {
  expect(pairs.filter(({ seeker, helper }) => seeker === helper)).toEqual([])
  expect(pairs.filter(({ seeker, helper }) => !canRead(helper, seeker))).toEqual([])
}

describe('who is matched with whom in example data', () => {
  const random = seededRandom(8)

  test('is never one with oneself, nor a helper with a text that they cannot read', () => {
    const pairs = drawMany(() => drawPair(random, residents, 500))
    expectSuited(pairs)
    // All four combinations of languages but the one that nobody could read.
    const languages = new Set(pairs.map(({ seeker, helper }) => `${seeker.language} ${helper.language}`))
    expect(languages).toEqual(new Set(['thai thai', 'english thai', 'english english']))
  })

  test('is never the newcomer, nor the busy one, whose gigs are planned apart', () => {
    const keys = new Set(
      drawMany(() => drawPair(random, residents, 500)).flatMap(({ seeker, helper }) => [
        seeker.persona,
        helper.persona,
      ]),
    )
    expect(keys).toEqual(new Set([null, 'somchai', 'mali', 'expired']))
  })

  test('lets Somchai ask and Mali help in a twelfth of the gigs, and in about forty where there are thousands', () => {
    const few = drawMany(() => drawPair(random, residents, 100))
    const many = drawMany(() => drawPair(random, residents, 400_000))
    const asks = ({ seeker }: MatchedPair) => seeker.persona === 'somchai'
    const helps = ({ helper }: MatchedPair) => helper.persona === 'mali'
    const ofAll = 1 / residents.length
    expect(shareOf(few, asks)).toBeWithin(0.07 + ofAll / 2, 0.12)
    expect(shareOf(few, helps)).toBeWithin(0.07 + ofAll / 2, 0.13)
    expect(shareOf(many, asks)).toBeLessThan(0.04)
    expect(shareOf(many, helps)).toBeLessThan(0.04)
    expect(shareOf(few, pair => asks(pair) && helps(pair))).toBeGreaterThan(0)
  })

  test('gives the personas eight of a hundred gigs, and from five hundred gigs on forty in all', () => {
    const sharesOf = (gigs: number) => {
      const shares: number[] = []
      const chance = (share: number) => {
        shares.push(share)
        return false
      }
      drawPair({ ...seededRandom(1), chance }, residents, gigs)
      return shares
    }
    expect(sharesOf(100)).toEqual([0.08, 0.08])
    expect(sharesOf(1000)).toEqual([0.04, 0.04])
  })

  test('finds a partner for either side, whom the texts suit', () => {
    const busy = findPersona(residents, 'busy')
    const asking = drawMany(() => drawPartner(random, residents, busy, 'seeker'))
    expect(new Set(asking.map(({ seeker }) => seeker))).toEqual(new Set([busy]))
    expectSuited(asking)
    const helping = drawMany(() => drawPartner(random, residents, busy, 'helper'))
    expect(new Set(helping.map(({ helper }) => helper))).toEqual(new Set([busy]))
    expectSuited(helping)
    // The busy one reads both languages.
    expect(new Set(helping.map(({ seeker }) => seeker.language))).toEqual(new Set(['thai', 'english']))
    const foreigner = residents.find(({ persona, language }) => persona === null && language === 'english')
    if (!foreigner) throw new Error('Everybody is Thai.')
    expectSuited(drawMany(() => drawPartner(random, residents, foreigner, 'helper')))
    const mali = findPersona(residents, 'mali')
    expectSuited(drawMany(() => drawPartner(random, residents, mali, 'seeker')))
  })

  test('keeps the personas to their own gigs', () => {
    for (const gig of personaGigs) {
      const pairs = Array.from({ length: 50 }, () => drawPersonaPair(random, residents, gig))
      expectSuited(pairs)
      if (gig.seeker) expect(new Set(pairs.map(one => one.seeker.persona))).toEqual(new Set([gig.seeker]))
      if (gig.helper) expect(new Set(pairs.map(one => one.helper.persona))).toEqual(new Set([gig.helper]))
      const partners = new Set(pairs.map(one => (gig.seeker ? one.helper.id : one.seeker.id)))
      expect(partners.size > 1).toBe(gig.seeker === null || gig.helper === null)
    }
  })
})

test('a gig of the personas that names neither is one in which Somchai helps', () => {
  const nobody = { seeker: null, helper: null, outcome: 'open' } as const
  expect(drawPersonaPair(seededRandom(1), residents, nobody).helper.persona).toBe('somchai')
})

test('a persona is found by its key, and its absence has a sentence', () => {
  for (const { key, id } of personas) expect(findPersona(residents, key)).toMatchObject({ id, persona: key })
  expect(() => findPersona(residents, 'nobody')).toThrow('The example data has no persona "nobody".')
  expect(() => findPersona(residents.slice(0, 2), newcomerKey)).toThrow(RangeError)
})

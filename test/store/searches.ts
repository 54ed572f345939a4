import { type Gig, type GigSearch, gigOrders, gigStatuses } from '../../src/domain/gigs/gig.ts'
import type { Coordinates } from '../../src/lib/geo.ts'
import type { SeededRandom } from '../../src/lib/random.ts'
import { placeNear, randomPlace } from '../support/places.ts'
import { satang } from '../support/stores.ts'

export const inBatches = async <T>(things: readonly T[], act: (thing: T) => Promise<unknown>) => {
  for (let from = 0; from < things.length; from += 2000) {
    await Promise.all(things.slice(from, from + 2000).map(act))
  }
}

export const thingOf = <T extends { id: string } & Coordinates>(thing: T) => ({
  id: thing.id,
  place: { latitude: thing.latitude, longitude: thing.longitude },
  thing,
})

export const randomSearch = (random: SeededRandom, places: readonly Coordinates[]): GigSearch => {
  const least = random.chance(0.3) ? satang(random.whole(0, 600) * 100) : null
  return {
    center: random.chance(0.7) ? placeNear(random.pick(places), random) : randomPlace(random),
    radiusKm: random.pick([0.001, 0.5, 1, 2.5, 5, 10, 20, 50, 100, random.between(0.01, 100)]),
    status: random.chance(0.5) ? random.pick(gigStatuses) : null,
    minBudgetSatang: least,
    maxBudgetSatang: random.chance(0.3) ? satang((least ?? 0) + random.whole(0, 400) * 100) : null,
    text: random.chance(0.2) ? random.pick(texts) : null,
    order: random.chance(0.7) ? 'distance' : random.pick(gigOrders),
  }
}

export const titles = ['Help move furniture', 'ช่วยขนของขึ้นชั้นสอง', 'ÉCRIRE "une" lettre', 'Walk a dog* OR cat']
const texts = ['furniture', 'HELP', 'ขนของ', 'écr', '"une"', 'dog*', ' OR ', 'nowhere', 'sofa']

export const holds = (gig: Gig, text: string | null | undefined) =>
  !text || [gig.title, gig.description].some(words => words.toLowerCase().includes(text.toLowerCase()))

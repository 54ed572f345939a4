import { type Coordinates, greatCircleKm } from '../../src/lib/geo.ts'
import type { SeededRandom } from '../../src/lib/random.ts'

/** Where the random places of a test lie. The corners are where a geo index goes wrong first. */
const regions: ((random: SeededRandom) => Coordinates)[] = [
  random => ({ latitude: random.between(-90, 90), longitude: random.between(-180, 180) }),
  random => ({
    latitude: 13.7563 + random.between(-0.3, 0.3),
    longitude: 100.5018 + random.between(-0.3, 0.3),
  }),
  random => ({
    latitude: 13.75 + random.whole(-20, 20) / 100,
    longitude: 100.5 + random.whole(-20, 20) / 100,
  }),
  random => ({
    latitude: random.between(-17, -15),
    longitude: random.pick([-1, 1]) * random.between(179.3, 180),
  }),
  random => ({
    latitude: random.pick([-1, 1]) * random.between(89.3, 90),
    longitude: random.between(-180, 180),
  }),
  random => ({ latitude: random.between(-0.3, 0.3), longitude: random.between(-0.3, 0.3) }),
  random =>
    random.pick([
      { latitude: 90, longitude: 0 },
      { latitude: 90, longitude: 180 },
      { latitude: -90, longitude: -180 },
      { latitude: -16.5, longitude: 180 },
      { latitude: -16.5, longitude: -180 },
      { latitude: 0, longitude: 0 },
      { latitude: 13.7563, longitude: 100.5018 },
    ]),
]

export const randomPlace = (random: SeededRandom): Coordinates => random.pick(regions)(random)

/** A place a little beside another, or the other itself. */
export const placeNear = ({ latitude, longitude }: Coordinates, random: SeededRandom): Coordinates => {
  const spread = random.pick([0, 0.0001, 0.01, 0.2])
  const within = (most: number, degrees: number) => Math.max(-most, Math.min(most, degrees))
  return {
    latitude: within(90, latitude + random.between(-spread, spread)),
    longitude: within(180, longitude + random.between(-spread, spread)),
  }
}

/** A degree of latitude is 111.19 km of the sphere, so what lies farther north or south than this allows is outside. */
const kmOfLatitude = 111

/** What every search has to agree with: looks at each thing, sorts by distance and id. */
export const bruteForce = <T extends { id: string; place: Coordinates }>(
  things: Iterable<T>,
  center: Coordinates,
  radiusKm: number,
  isWanted: (thing: T) => boolean,
): { id: string; distanceKm: number }[] =>
  [...things]
    .filter(
      thing =>
        Math.abs(thing.place.latitude - center.latitude) * kmOfLatitude <= radiusKm + 0.001 &&
        isWanted(thing),
    )
    .map(({ id, place }) => ({ id, distanceKm: greatCircleKm(center, place) }))
    .filter(({ distanceKm }) => distanceKm <= radiusKm)
    .sort((a, b) => a.distanceKm - b.distanceKm || (a.id < b.id ? -1 : 1))

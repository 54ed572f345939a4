import type Database from 'better-sqlite3'
import type { UserId } from '../../../domain/ids.ts'
import type { NearbyQuery } from '../../../domain/users/user.ts'
import { boxesAround, type Coordinates, greatCircleKm } from '../../../lib/geo.ts'

interface PersonPlace extends Coordinates {
  id: UserId
}

interface PersonNearby {
  id: UserId
  distanceKm: number
}

const firstRadiusKm = 0.1
const maxGrowth = 4
const minGrowth = 1.3

/** The box grows, so the cost follows from how many are wanted and not from the radius. */
export const createNearbyPeople = (db: Database.Database): ((query: NearbyQuery) => PersonNearby[]) => {
  // The R*Tree rounds its boxes outwards to 32-bit floats, so it finds a little too much and never too little.
  const findInBox = db.prepare<Record<string, number>, PersonPlace>(`
    SELECT users.id, user_places.latitude, user_places.longitude
    FROM user_places JOIN users USING (n)
    WHERE user_places.north >= @south AND user_places.south <= @north
      AND user_places.east >= @west AND user_places.west <= @east
      AND users.is_available >= @minAvailable`)

  const findWithin = (radiusKm: number, { center, onlyAvailable, asker }: NearbyQuery): PersonNearby[] => {
    const people: PersonNearby[] = []
    for (const box of boxesAround(center, radiusKm)) {
      for (const person of findInBox.iterate({ ...box, minAvailable: onlyAvailable ? 1 : 0 })) {
        const distanceKm = greatCircleKm(center, person)
        if (distanceKm <= radiusKm && person.id !== asker) people.push({ id: person.id, distanceKm })
      }
    }
    return people
  }

  return query => {
    let radiusKm = Math.min(firstRadiusKm, query.radiusKm)
    let people = findWithin(radiusKm, query)
    while (people.length < query.limit && radiusKm < query.radiusKm) {
      // People per area stay about the same, so the root of the ratio leads to a box with enough of them.
      const growth = Math.sqrt((1.3 * query.limit) / (people.length + 1))
      radiusKm = Math.min(query.radiusKm, radiusKm * Math.max(minGrowth, Math.min(maxGrowth, growth)))
      people = findWithin(radiusKm, query)
    }
    return people.sort((a, b) => a.distanceKm - b.distanceKm || (a.id < b.id ? -1 : 1)).slice(0, query.limit)
  }
}

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openAccount } from '../../src/domain/auth/service.ts'
import type { UserId } from '../../src/domain/ids.ts'
import { listNearbyUsers, setPlace } from '../../src/domain/users/service.ts'
import type { User } from '../../src/domain/users/user.ts'
import { manualClock } from '../../src/lib/clock.ts'
import { commandOf } from '../../src/lib/command.ts'
import { type Coordinates, destinationOf, greatCircleKm } from '../../src/lib/geo.ts'
import { createNewId } from '../../src/lib/ids.ts'
import { createSnapPlace } from '../../src/lib/place-grid.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { startTestServer, type TestServer, testNow, testPlaceKey } from '../support/server.ts'

/** Ruling U2: somebody who asks as often as the limits allow for many minutes does not find a home. */

/** `bun run homes` attacks fifty. */
const victims = Number(process.env.HOMES ?? 11)
const requestsEach = 1000
const bisections = 40
const region = { latitude: 13.7563, longitude: 100.5018 }

let server: TestServer
let attacker: User
const homes = new Map<UserId, Coordinates>()

beforeAll(async () => {
  server = await startTestServer()
  const random = seededRandom(42)
  // Cells follow from the id. A home is within 200 m of the middle of its cell once in four times, so other ids in each run
  // would have most of eleven homes there once in 27 runs.
  const newId = createNewId(manualClock(testNow), random)
  const register = (at: number) =>
    openAccount(
      server.ctx,
      { email: `p${at}@example.com`, fullName: `P ${at}`, contactInfo: null },
      'no hash',
      { id: newId<'user'>() },
    )
  attacker = await register(0)
  for (let at = 1; at <= victims; at += 1) {
    const { id } = await register(at)
    const home = destinationOf(region, random.between(0, 5), random.between(0, 360))
    await setPlace(server.ctx, commandOf(id, server.ctx), home, undefined)
    homes.set(id, home)
  }
})
afterAll(() => server.stop())

/** Whether a person is within a radius: what one request tells. */
type Ask = (center: Coordinates, radiusKm: number) => Promise<boolean>

const askServer =
  (victim: UserId): Ask =>
  async (center, radiusKm) => {
    const query = { center, radiusKm, onlyAvailable: false, asker: attacker.id, limit: 100 }
    return (await listNearbyUsers(server.ctx, query, null)).some(({ user }) => user.id === victim)
  }

/** Finds a place with at most `requestsEach` requests: exact distances by halving radii, then the point that fits all. */
const locate = async (ask: Ask): Promise<Coordinates> => {
  const spots = Array.from({ length: Math.floor(requestsEach / bisections) }, (_, at) =>
    destinationOf(region, 3 + (at % 3), (at * 360) / (requestsEach / bisections)),
  )
  const distances: [Coordinates, number][] = []
  for (const spot of spots) {
    let [near, far] = [0, 20]
    for (let n = 0; n < bisections; n += 1) {
      const middle = (near + far) / 2
      if (await ask(spot, middle)) far = middle
      else near = middle
    }
    distances.push([spot, far])
  }
  const errorAt = (guess: Coordinates) =>
    distances.reduce((sum, [spot, km]) => sum + (greatCircleKm(spot, guess) - km) ** 2, 0)
  let guess: Coordinates = region
  for (let stepKm = 4; stepKm > 1e-7; stepKm /= 1.3) {
    const around = Array.from({ length: 12 }, (_, at) => destinationOf(guess, stepKm, at * 30))
    guess = [guess, ...around].reduce((best, next) => (errorAt(next) < errorAt(best) ? next : best))
  }
  return guess
}

const medianOf = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

describe(`an attacker with ${requestsEach} requests for each of ${victims} people (U2 grid)`, () => {
  test(
    'finds the middle of a cell to a metre, and the home not nearer than 200 m at the median',
    async () => {
      const snapPlace = createSnapPlace(testPlaceKey)
      const errors: number[] = []
      for (const [id, home] of homes) {
        const guess = await locate(askServer(id))
        // The attack works: it finds to a metre what the server compares with.
        expect(greatCircleKm(guess, snapPlace(id, home))).toBeLessThan(0.001)
        errors.push(greatCircleKm(guess, home))
      }
      expect(errors).toHaveLength(victims)
      const metres = errors.map(km => Math.round(km * 1000)).sort((a, b) => a - b)
      if (process.env.HOMES)
        process.stdout.write(
          `${victims} homes, ${requestsEach} requests each: the median error is ${medianOf(metres)} m, the least ${metres[0]} m.\n`,
        )
      expect(medianOf(errors)).toBeGreaterThan(0.2)
    },
    victims * 20_000,
  )
})

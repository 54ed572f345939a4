import { systemClock } from '../../src/lib/clock.ts'
import type { Box } from '../../src/lib/geo.ts'
import { createNewId } from '../../src/lib/ids.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { event } from '../../src/realtime/events.ts'
import { Hub } from '../../src/realtime/hub.ts'
import type { HubSocket } from '../../src/realtime/socket-registry.ts'
import { view } from '../../src/schema/views.ts'
import { interleave, report } from './report.ts'

/**
 * What a published gig costs the hub: one box holds it, and many others lie elsewhere. The sockets are counters, so that
 * the search for the box is measured and not the network.
 */

const rounds = 7
const gigs = 100_000
const boxCounts = [10, 1000, 10_000]

const random = seededRandom(8)
const newId = createNewId(systemClock, random)
const changed = event('changed', 'For the bench.', view.string())

/** A box of a square degree at most, of any shape, west of Bangkok. */
const drawElsewhere = (): Box => {
  const width = 10 ** random.between(-3, 0)
  const west = random.between(-180, 98)
  const south = random.between(-89, 88)
  return { west, south, east: west + width, north: south + random.between(0.001, 1) }
}

const socketAt = (area: Box, topic: string): HubSocket => ({
  topic,
  area: { boxes: [area], baseUrl: 'http://localhost:8000' },
  userId: newId(),
  sessionId: newId(),
  backlogBytes: 0,
  cutOff: () => {},
  subscribe: () => {},
  published: () => {},
  ping: () => {},
  end: () => {},
})

/** Nanoseconds of a gig. */
const publishBeside = (boxes: number) => {
  const hub = new Hub(systemClock)
  let delivered = 0
  hub.attach({
    publish: () => {
      delivered += 1
    },
  })
  hub.join(socketAt({ west: 100, south: 13, east: 101, north: 14 }, 'here'))
  for (let at = 0; at < boxes; at += 1) hub.join(socketAt(drawElsewhere(), `area ${at}`))
  const place = { latitude: 13.7563, longitude: 100.5018 }
  const make = () => changed('a gig')
  const publication = { before: place, after: place, appeared: make, changed: make, gone: make }
  return () => {
    delivered = 0
    const since = performance.now()
    for (let at = 0; at < gigs; at += 1) hub.publishToAreas(publication)
    const nanoseconds = ((performance.now() - since) * 1e6) / gigs
    if (delivered !== gigs) throw new Error(`${delivered} of ${gigs} gigs were delivered.`)
    return nanoseconds
  }
}

export const benchAreas = async (): Promise<void> => {
  const variants = boxCounts.map(boxes => ({
    name: `a gig in one box, beside ${boxes} boxes elsewhere`,
    unit: 'ns',
    run: publishBeside(boxes),
  }))
  await report('areas', await interleave(variants, rounds), [
    'Time of the hub for each change of a gig: the search for its areas at two places, the event, and one publication to a counter.',
  ])
}

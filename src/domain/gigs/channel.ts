import type { Box } from '../../lib/geo.ts'
import { channel } from '../../realtime/channel.ts'
import type { CloseCause } from '../../realtime/close-codes.ts'
import { parseBoundingBox } from '../../schema/queries.ts'
import { gigEvents } from './events.ts'

/** Square degrees: a city with its surroundings. */
const maxArea = 1

/** Edges such as 100.1 and 101.1 are not exactly 1 apart. */
const roundingMargin = 1e-9

const badBox: CloseCause = {
  code: 4000,
  reason: `bbox must be west,south,east,north in degrees, of at most ${maxArea} square degree.`,
  reconnect: 'no',
  advice: 'Connect with another `bbox`, for example that of a map which is zoomed in.',
}

const areaOf = (boxes: readonly Box[]): number =>
  boxes.reduce((sum, { west, south, east, north }) => sum + (east - west) * (north - south), 0)

/** Null for a bad or too large viewport. */
const readArea = (bbox: string | null): Box[] | null => {
  const boxes = bbox === null ? null : parseBoundingBox(bbox)
  return boxes && areaOf(boxes) <= maxArea + roundingMargin ? boxes : null
}

/** The topic has the address, because URLs of pictures have it too. */
const areaTopic = (boxes: readonly Box[], baseUrl: string): string => {
  const edges = boxes.flatMap(({ west, south, east, north }) => [west, south, east, north])
  return `area:${edges.join(',')} ${baseUrl}`
}

/** The gigs of a map as they change (ruling K8). */
export const gigsChannel = channel({
  name: 'gigs',
  path: '/ws/gigs',
  summary: 'The gigs of an area on the map, as they change.',
  description: `Gigs of every status within the box, whoever posted them; \`distance_km\`,
\`room_id\` and \`payment_status\` are null, since everybody gets the same event: the two people of a gig keep those that they
have read before. **Nothing is replayed:**
open the socket first, then search. What changes in between can come both ways: know gigs by their \`id\`, and keep the
one with the later \`updated_at\`. When the map moves, open a socket for the new box and close the old one. **After a
reconnect** search again.`,
  params: {},
  query: {
    bbox: `West, south, east and north of the box in degrees, such as 100.4,13.6,100.7,13.9; the edges belong to it. A west greater than the east crosses the antimeridian. It has at most ${maxArea} square degree.`,
  },
  events: gigEvents,
  frames: [],
  closeCodes: [badBox],
  admit: ({ request, baseUrl }) => {
    const boxes = readArea(new URL(request.url).searchParams.get('bbox'))
    if (!boxes) return badBox
    return { topic: areaTopic(boxes, baseUrl), area: { boxes, baseUrl }, handler: { receive: () => {} } }
  },
})

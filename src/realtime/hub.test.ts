import { describe, expect, test } from 'bun:test'
import { silentSocket } from '../../test/support/hub-socket.ts'
import { manualClock } from '../lib/clock.ts'
import type { Box, Coordinates } from '../lib/geo.ts'
import { createNewId } from '../lib/ids.ts'
import { seededRandom } from '../lib/random.ts'
import { view } from '../schema/views.ts'
import { event } from './events.ts'
import { Hub } from './hub.ts'
import type { HubSocket } from './socket-registry.ts'

const newId = createNewId(manualClock(0), seededRandom(3))
const [appeared, changed, gone] = (['appeared', 'changed', 'gone'] as const).map(type =>
  event(type, 'For tests.', view.string()),
)
if (!appeared || !changed || !gone) throw new Error('An event is missing.')

const createAreaHub = () => {
  const hub = new Hub(manualClock(0))
  const published: string[] = []
  const data: string[] = []
  hub.attach({
    publish: (name, text) => {
      published.push(`${name} ${JSON.parse(text).type}`)
      data.push(JSON.parse(text).data)
    },
  })
  let made = 0
  const join = (area: Box, topic: string, userId = newId<'user'>(), baseUrl = 'http://a'): HubSocket => {
    const socket = silentSocket({ topic, area: { boxes: [area], baseUrl }, userId, sessionId: newId() })
    hub.join(socket)
    return socket
  }
  const make = (create: typeof appeared) => (baseUrl: string) => {
    made += 1
    return create(baseUrl)
  }
  const move = (before: Coordinates | null, after: Coordinates | null): string[] => {
    const events = { appeared: make(appeared), changed: make(changed), gone: make(gone) }
    hub.publishToAreas({ before, after, ...events })
    return published.splice(0).map(text => text.replace(/ \S+ /, ' '))
  }
  return { hub, join, move, data, countMade: () => made }
}

const boxAt = (west: number, south: number): Box => ({ west, south, east: west + 1, north: south + 1 })
const place = { longitude: 100.5, latitude: 13.5 }
const elsewhere = { longitude: 101.5, latitude: 13.5 }

describe('publishing to areas (K8)', () => {
  test('tells each area whether a thing has come, stayed or gone', () => {
    const { join, move } = createAreaHub()
    join(boxAt(100, 13), 'first')
    join(boxAt(101, 13), 'second')
    join({ ...boxAt(100, 13), east: 102 }, 'both')
    expect(move(null, place).sort()).toEqual(['both appeared', 'first appeared'])
    expect(move(place, place).sort()).toEqual(['both changed', 'first changed'])
    expect(move(place, elsewhere).sort()).toEqual(['both changed', 'first gone', 'second appeared'])
    expect(move(elsewhere, null).sort()).toEqual(['both gone', 'second gone'])
  })

  test('publishes once for each user of an area, and makes an event once for all areas', () => {
    const { join, move, countMade } = createAreaHub()
    const user = newId<'user'>()
    join(boxAt(100, 13), 'same', user)
    join(boxAt(100, 13), 'same', user)
    join(boxAt(100, 13), 'same')
    for (let at = 0; at < 10; at += 1) join(boxAt(100 + at / 100, 13), `own ${at}`)
    expect(move(null, place)).toHaveLength(12)
    expect(countMade()).toBe(1)
  })

  test('does nothing for the areas of 1 000 sockets elsewhere, and makes no event for nobody', () => {
    const { join, move, countMade } = createAreaHub()
    for (let at = 0; at < 1000; at += 1) join(boxAt(-170 + (at % 250), -80 + ((at * 3) % 90)), `area ${at}`)
    expect(move(null, place)).toEqual([])
    expect(countMade()).toBe(0)
    join(boxAt(100, 13), 'here')
    expect(move(place, elsewhere)).toEqual(['here gone'])
    expect(countMade()).toBe(1)
  })

  test('an area ends with the last of its sockets', () => {
    const { hub, join, move } = createAreaHub()
    const [one, other] = [join(boxAt(100, 13), 'same'), join(boxAt(100, 13), 'same')]
    hub.leave(one)
    expect(move(null, place)).toEqual(['same appeared'])
    hub.leave(other)
    hub.leave(other)
    expect(move(null, place)).toEqual([])
  })

  test('makes an event for each address at which sockets reach the server', () => {
    const { join, move, data, countMade } = createAreaHub()
    const addresses = ['http://a', 'http://b', 'http://a']
    for (const [at, address] of addresses.entries())
      join(boxAt(100, 13), `area ${at}`, newId<'user'>(), address)
    expect(move(null, place)).toHaveLength(3)
    expect(data).toEqual(addresses)
    expect(countMade()).toBe(2)
  })
})

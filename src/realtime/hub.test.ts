import { describe, expect, test } from 'bun:test'
import { countTimers } from '../../test/support/counting-clock.ts'
import { silentSocket } from '../../test/support/hub-socket.ts'
import { manualClock } from '../lib/clock.ts'
import type { Box, Coordinates } from '../lib/geo.ts'
import { createNewId } from '../lib/ids.ts'
import { seededRandom } from '../lib/random.ts'
import { view } from '../schema/views.ts'
import { closeCodes } from './close-codes.ts'
import { event } from './events.ts'
import { type Exchange, Hub } from './hub.ts'
import { socketLimits } from './limits.ts'
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

const said = event('said', 'For tests.', view.string())

/** An event that nobody may write down. */
const unwritten = {
  ...said('x'),
  declaration: {
    type: said.type,
    description: said.description,
    dataSchema: said.dataSchema,
    encodeData: () => {
      throw new Error('It was written for nobody.')
    },
  },
}

/** A hub, alone or with other copies of which it is told nothing. */
const createHub = ({ hasCopies }: { hasCopies: boolean }) => {
  const clock = countTimers(manualClock(0))
  const hub = new Hub(clock)
  const heard: string[] = []
  const told: string[] = []
  const exchange: Exchange = {
    publish: ({ topic }) => told.push(`published at ${topic}`),
    publishToAreas: () => told.push('published to areas'),
    endSession: () => told.push('session ended'),
    setPresent: ([topic], isPresent) => told.push(`${isPresent ? 'present' : 'absent'} at ${topic}`),
    isPresent: topic => topic === 'their room',
  }
  if (hasCopies) hub.connect(exchange, [said])
  hub.attach({ publish: (_name, text) => heard.push(JSON.parse(text).data) })
  const socketOf = (changes: Partial<HubSocket> = {}): HubSocket => ({
    ...silentSocket({ topic: 'room', area: null, userId: newId(), sessionId: newId() }),
    presenceEvent: () => null,
    ...changes,
  })
  const publish = (data: string, order?: number, topic = 'room') =>
    hub.publish({ topic, event: said(data), order })
  return { clock, hub, socketOf, publish, heard: () => heard.splice(0), told: () => told.splice(0) }
}

describe('who is present', () => {
  test('is told to other copies with the first socket of a person and with the last', () => {
    const { hub, socketOf, told } = createHub({ hasCopies: true })
    const one = socketOf()
    const other = socketOf({ userId: one.userId })
    hub.join(one)
    expect(told()).toEqual(['present at room'])
    hub.join(other)
    hub.leave(one)
    hub.leave(one)
    expect([told(), hub.isPresent('room', one.userId)]).toEqual([[], true])
    hub.leave(other)
    hub.leave(other)
    expect([told(), hub.isPresent('room', one.userId)]).toEqual([['absent at room'], false])
  })

  test('is nobody’s business at a topic without presence', () => {
    const { hub, socketOf, told } = createHub({ hasCopies: true })
    const socket = socketOf({ presenceEvent: undefined })
    hub.join(socket)
    expect(hub.presences()).toEqual([])
    hub.leave(socket)
    expect(told()).toEqual([])
    const heard = socketOf()
    hub.join(heard)
    expect(hub.presences()).toEqual([['room', heard.userId]])
  })

  test('includes who is at another copy, where there are copies', () => {
    const userId = newId<'user'>()
    const [alone, among] = [createHub({ hasCopies: false }), createHub({ hasCopies: true })]
    expect([alone.hub, among.hub].map(hub => hub.isPresent('their room', userId))).toEqual([false, true])
    expect(among.hub.isPresent('room', userId)).toBeFalse()
  })

  test('at another copy is told to the others of a topic, not to the person, and not while they are here too', () => {
    const { hub, socketOf, heard } = createHub({ hasCopies: true })
    const presenceEvent: HubSocket['presenceEvent'] = (_, isPresent) => said(isPresent ? 'came' : 'went')
    const [mine, theirs] = [socketOf({ presenceEvent }), newId<'user'>()]
    hub.presenceChanged(['room', theirs], true)
    expect(heard()).toEqual([])
    hub.join(mine)
    hub.presenceChanged(['room', theirs], true)
    hub.presenceChanged(['room', theirs], false)
    hub.presenceChanged(['room', mine.userId], false)
    expect(heard()).toEqual(['came', 'went'])
    hub.leave(mine)
    hub.join(socketOf())
    hub.presenceChanged(['room', theirs], true)
    expect(heard()).toEqual([])
  })
})

describe('publishing to a topic', () => {
  test('writes no event down where nobody listens', () => {
    const { hub } = createHub({ hasCopies: false })
    const publishAll = () => {
      hub.publish({ topic: 'room', event: unwritten })
      hub.publishAll([{ topic: 'room', event: unwritten }])
      hub.publishToAreas({
        before: null,
        after: place,
        appeared: () => unwritten,
        changed: () => unwritten,
        gone: () => unwritten,
      })
    }
    expect(publishAll).not.toThrow()
  })

  test('tells other copies too, in the order of the numbers here', () => {
    const { hub, socketOf, publish, heard, told } = createHub({ hasCopies: true })
    hub.join(socketOf({ lastOrder: 4 }))
    told()
    publish('sixth', 6)
    expect(heard()).toEqual([])
    publish('fifth', 5)
    publish('without a number')
    expect([heard(), told()]).toEqual([
      ['fifth', 'sixth', 'without a number'],
      Array(3).fill('published at room'),
    ])
  })

  test('without other copies needs no order', () => {
    const { hub, socketOf, publish, heard } = createHub({ hasCopies: false })
    hub.join(socketOf({ lastOrder: 4 }))
    publish('sixth', 6)
    expect(heard()).toEqual(['sixth'])
  })

  test('forgets the order of a topic without sockets, and keeps none where nobody has listened', () => {
    const { clock, hub, socketOf, publish, heard } = createHub({ hasCopies: true })
    publish('unheard', 5)
    const first = socketOf({ lastOrder: 7 })
    hub.join(first)
    publish('eighth', 8)
    publish('tenth', 10)
    expect(heard()).toEqual(['eighth'])
    hub.leave(first)
    expect(clock.pending).toBe(0)
    hub.join(socketOf({ lastOrder: 20 }))
    publish('number 21', 21)
    expect(heard()).toEqual(['number 21'])
  })

  test('gives an event of another copy on as text, even one of a version that this one does not know', () => {
    const { hub, socketOf, heard } = createHub({ hasCopies: true })
    const events: unknown[] = []
    const socket = socketOf({ published: ({ data }) => events.push(data) })
    hub.join(socket)
    const textOf = (type: string) => JSON.stringify({ type, data: `a ${type}` })
    for (const type of ['said', 'sung']) hub.receive({ topic: 'room', type, text: textOf(type) })
    hub.receive({ topic: 'room', type: 'said', text: textOf('said'), exceptUserId: socket.userId })
    expect([heard(), events]).toEqual([['a said', 'a sung'], ['a said']])
  })

  test('counts what each socket is sent towards the bound of all backlogs', () => {
    const { hub, socketOf, publish } = createHub({ hasCopies: false })
    let cutOff = 0
    const userId = newId<'user'>()
    const slow = {
      userId,
      backlogBytes: socketLimits.maxTotalBacklogBytes,
      cutOff: () => {
        cutOff += 1
      },
    }
    for (let at = 0; at < 4; at += 1) hub.join(socketOf(slow))
    const text = 'x'.repeat(300_000)
    publish(text)
    expect(cutOff).toBe(0)
    publish(text)
    expect(cutOff).toBe(4)
  })
})

describe('the sockets of a hub', () => {
  const createEnding = () => {
    const made = createHub({ hasCopies: true })
    const codes: number[] = []
    const join = (changes: Partial<HubSocket> = {}) => {
      const socket = made.socketOf({ end: ({ code }) => void codes.push(code), ...changes })
      made.hub.join(socket)
      return socket
    }
    return { ...made, join, codes }
  }

  test('that may have missed events are closed one after the other within three seconds', () => {
    const { clock, hub, join, codes } = createEnding()
    for (let at = 0; at < 3; at += 1) join()
    hub.catchUp()
    const closed = [0, 999, 1, 999, 1].map(ms => {
      clock.advance(ms)
      return codes.length
    })
    expect([closed, codes]).toEqual([
      [1, 1, 2, 2, 3],
      [4011, 4011, 4011],
    ])
  })

  test('that are of a session end with it, here and at other copies, and no others of the person', () => {
    const { hub, join, codes, told } = createEnding()
    const one = join()
    join({ userId: one.userId })
    join({ userId: one.userId, sessionId: one.sessionId, topic: 'elsewhere' })
    told()
    expect(hub.sessions()).toHaveLength(2)
    hub.endSession(one.userId, one.sessionId)
    expect([codes, told()]).toEqual([[4001, 4001], ['session ended']])
    hub.endSessionHere(one.userId, one.sessionId)
    expect([codes.length, told()]).toEqual([4, []])
    hub.endAll(closeCodes.SERVER_STOPPING)
    expect([codes.slice(4), hub.size]).toEqual([[1001, 1001, 1001], 3])
  })

  test('are pinged as long as there is one, and a user may have twenty', () => {
    const { clock, hub, join } = createEnding()
    let pings = 0
    const ping = () => {
      pings += 1
    }
    const [first, second] = [join({ ping }), join({ ping })]
    hub.leave(first)
    clock.advance(30_000)
    expect(pings).toBe(1)
    hub.leave(second)
    expect(clock.pending).toBe(0)
    const { userId } = join({ ping })
    clock.advance(30_000)
    expect(pings).toBe(2)
    for (let open = 1; open < 20; open += 1) {
      expect(hub.hasSpaceFor(userId)).toBeTrue()
      join({ userId })
    }
    expect([hub.hasSpaceFor(userId), hub.hasSpaceFor(newId())]).toEqual([false, true])
  })
})

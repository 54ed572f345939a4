import { expect, test } from 'bun:test'
import { silentSocket } from '../../test/support/hub-socket.ts'
import { manualClock } from '../lib/clock.ts'
import { createNewId } from '../lib/ids.ts'
import { seededRandom } from '../lib/random.ts'
import { Copies } from '../live/copies.ts'
import { view } from '../schema/views.ts'
import { event } from './events.ts'
import { CopyExchange } from './exchange.ts'
import { Hub } from './hub.ts'
import type { HubSocket } from './socket-registry.ts'

const newId = createNewId(manualClock(0), seededRandom(3))
const said = event('said', 'For tests.', view.string())
const arrived = event('arrived', 'For tests.', view.string())
const departed = event('departed', 'For tests.', view.string())

/** Copies that hear each other at once. */
const createCopies = () => {
  const clock = manualClock(0)
  const all: Copies[] = []
  const lost = new Set<string>()
  const open = (id: string) => {
    const hub = new Hub(clock)
    const published: string[] = []
    hub.attach({ publish: (_name, text) => published.push(JSON.parse(text).data) })
    const copies: Copies = new Copies(
      id,
      clock,
      {
        send: async text => {
          if (!all.includes(copies) || lost.has(id)) return
          for (const copy of [...all]) copy.receive(text)
        },
        renew: () => {},
        close: () => all.splice(all.indexOf(copies), 1),
      },
      () => {},
    )
    hub.connect(new CopyExchange(copies, hub), [said])
    all.push(copies)
    return { hub, copies, published: () => published.splice(0) }
  }
  return { clock, open, lost, kill: (copies: Copies) => all.splice(all.indexOf(copies), 1) }
}

/** Lets what was told be sent. */
const turn = () => new Promise<void>(resolve => setImmediate(resolve))

const openTwo = async () => {
  const { clock, open, lost, kill } = createCopies()
  const [one, other] = [open('one'), open('other')]
  clock.advance(0)
  await turn()
  return { clock, kill, lost, one, other }
}

const inRoom = (changes: Partial<HubSocket> = {}): HubSocket => ({
  ...silentSocket({ topic: 'room', area: null, userId: newId(), sessionId: newId() }),
  presenceEvent: (userId, isPresent) => (isPresent ? arrived(userId) : departed(userId)),
  ...changes,
})

test('an event reaches the sockets of another copy, except those of a user, as text and as an event', async () => {
  const { one, other } = await openTwo()
  const heard: unknown[] = []
  const socket = inRoom({ published: published => heard.push(said.is(published) && published.data) })
  other.hub.join(socket)
  one.hub.publish({ topic: 'room', event: said('hello') })
  one.hub.publish({ topic: 'room', event: said('not to you'), exceptUserId: socket.userId })
  one.hub.publish({ topic: 'elsewhere', event: said('nobody is there') })
  await turn()
  expect([heard, other.published(), one.published()]).toEqual([['hello'], ['hello'], []])
})

test('sockets of a topic hear its first events in their order too, whichever copy is faster', async () => {
  const { one, other } = await openTwo()
  other.hub.join(inRoom({ lastOrder: 6 }))
  other.hub.publish({ topic: 'room', event: said('second'), order: 8 })
  one.hub.publish({ topic: 'room', event: said('first'), order: 7 })
  await turn()
  expect(other.published()).toEqual(['first', 'second'])
})

test('a person is present while a copy has a socket of theirs, and goes with a copy that dies', async () => {
  const { clock, kill, one, other } = await openTwo()
  const [mine, theirs] = [inRoom(), inRoom()]
  one.hub.join(mine)
  other.hub.join(theirs)
  other.hub.join(inRoom({ userId: theirs.userId }))
  await turn()
  expect(one.published()).toEqual([theirs.userId])
  other.hub.leave(theirs)
  await turn()
  expect([one.published(), one.hub.isPresent('room', theirs.userId)]).toEqual([[], true])
  kill(other.copies)
  for (let beats = 0; beats < 14; beats += 1) clock.advance(250)
  expect([one.published(), one.hub.isPresent('room', theirs.userId)]).toEqual([[theirs.userId], false])
})

test('a copy that comes later learns who is present', async () => {
  const { clock, open } = createCopies()
  const one = open('one')
  const socket = inRoom()
  one.hub.join(socket)
  const late = open('late')
  clock.advance(0)
  await turn()
  expect(late.hub.isPresent('room', socket.userId)).toBeTrue()
})

test('a thing at a place is shown at another copy with the address at which its sockets reach it', async () => {
  const { one, other } = await openTwo()
  const area = { boxes: [{ west: 100, south: 13, east: 101, north: 14 }], baseUrl: 'http://$&.example' }
  other.hub.join(silentSocket({ topic: 'area', area, userId: newId(), sessionId: newId() }))
  const at = (baseUrl: string) => said(`${baseUrl}/picture`)
  one.hub.publishToAreas({
    before: null,
    after: { latitude: 13.5, longitude: 100.5 },
    appeared: at,
    changed: at,
    gone: at,
  })
  await turn()
  expect(other.published()).toEqual(['http://$&.example/picture'])
})

test('a session ends at every copy, and sockets that have missed something are closed one after the other', async () => {
  const { clock, one, other } = await openTwo()
  const codes: number[] = []
  const sockets = [inRoom(), inRoom(), inRoom()].map(socket => ({
    ...socket,
    end: ({ code }: { code: number }) => void codes.push(code),
  }))
  for (const socket of sockets) other.hub.join(socket)
  const [first] = sockets
  if (first) one.hub.endSession(first.userId, first.sessionId)
  await turn()
  expect(codes).toEqual([4001])
  other.hub.catchUp()
  clock.advance(0)
  expect(codes).toEqual([4001, 4011])
  clock.advance(3000)
  expect(codes).toEqual([4001, 4011, 4011, 4011])
})

test('what came and went unheard is asked for, and nobody is announced twice', async () => {
  const { clock, lost, one, other } = await openTwo()
  const [mine, staying, going, coming] = [inRoom(), inRoom(), inRoom(), inRoom()]
  one.hub.join(mine)
  other.hub.join(staying)
  other.hub.join(going)
  await turn()
  one.published()
  lost.add('other')
  other.hub.leave(going)
  other.hub.join(coming)
  await turn()
  lost.delete('other')
  expect(one.published()).toEqual([])
  for (let beats = 0; beats < 8; beats += 1) {
    clock.advance(250)
    await turn()
  }
  expect(one.published().sort()).toEqual([going.userId, coming.userId].sort())
  const isPresent = ({ userId }: HubSocket) => one.hub.isPresent('room', userId)
  expect([staying, going, coming].map(isPresent)).toEqual([true, false, true])
})

test('a thing that moves is new, changed or gone at another copy as it is here', async () => {
  const { one, other } = await openTwo()
  const join = (west: number) =>
    other.hub.join(
      silentSocket({
        topic: `area ${west}`,
        area: { boxes: [{ west, south: 13, east: west + 1, north: 14 }], baseUrl: 'http://b' },
        userId: newId(),
        sessionId: newId(),
      }),
    )
  join(100)
  join(102)
  const at = (longitude: number) => ({ latitude: 13.5, longitude })
  const move = async (before: number | null, after: number | null) => {
    one.hub.publishToAreas({
      before: before === null ? null : at(before),
      after: after === null ? null : at(after),
      appeared: base => said(`appeared ${base}`),
      changed: base => said(`changed ${base}`),
      gone: base => said(`gone ${base}`),
    })
    await turn()
    return other.published()
  }
  expect(await move(null, 100.5)).toEqual(['appeared http://b'])
  expect(await move(100.5, 100.6)).toEqual(['changed http://b'])
  expect(await move(100.5, 102.5)).toEqual(['appeared http://b', 'gone http://b'])
  expect(await move(102.5, null)).toEqual(['gone http://b'])
})

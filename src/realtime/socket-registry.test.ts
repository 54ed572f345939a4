import { expect, test } from 'bun:test'
import { silentSocket } from '../../test/support/hub-socket.ts'
import { manualClock } from '../lib/clock.ts'
import { createNewId } from '../lib/ids.ts'
import { seededRandom } from '../lib/random.ts'
import { type HubSocket, SocketRegistry } from './socket-registry.ts'

const random = seededRandom(5)
const newId = createNewId(manualClock(0), random)
const users = [newId<'user'>(), newId<'user'>(), newId<'user'>()] as const

const socketOf = (topic: string, userId = users[0]): HubSocket =>
  silentSocket({ topic, area: null, userId, sessionId: newId() })

test('the registry finds sockets by topic and by user', () => {
  const registry = new SocketRegistry()
  const [one, two, three] = [socketOf('a'), socketOf('b'), socketOf('a', users[1])]
  for (const socket of [one, two, three]) registry.add(socket)
  expect([...registry.listeners('a')]).toEqual([
    [users[0], new Set([one])],
    [users[1], new Set([three])],
  ])
  expect([...registry.listeners('nowhere')]).toEqual([])
  expect([registry.ofUser(users[0]), registry.ofUser(users[2])]).toEqual([[one, two], []])
  expect(registry.all()).toEqual([one, two, three])
  registry.remove(one)
  expect([[...registry.listeners('a').keys()], registry.ofUser(users[0])]).toEqual([[users[1]], [two]])
})

test('the registry forgets topics and users without sockets', () => {
  const registry = new SocketRegistry()
  let open: HubSocket[] = []
  for (let round = 0; round < 500; round += 1) {
    const socket = socketOf(`topic ${random.whole(0, 19)}`, random.pick(users))
    registry.add(socket)
    open.push(socket)
    const gone = random.pick(open)
    if (random.chance(0.6)) {
      registry.remove(gone)
      open = open.filter(other => other !== gone)
    }
    expect(registry.topicCount).toBe(new Set(open.map(({ topic }) => topic)).size)
    expect(registry.userCount).toBe(new Set(open.map(({ userId }) => userId)).size)
  }
  for (const socket of [...open, ...open]) registry.remove(socket)
  expect([registry.topicCount, registry.userCount, registry.all().length]).toEqual([0, 0, 0])
})

import { expect, test } from 'bun:test'
import { silentSocket } from '../../test/support/hub-socket.ts'
import { manualClock } from '../lib/clock.ts'
import { createNewId } from '../lib/ids.ts'
import { seededRandom } from '../lib/random.ts'
import { Hub } from './hub.ts'
import { createSessionCheck } from './session-check.ts'

const newId = createNewId(manualClock(0), seededRandom(3))

test.each([
  { count: 1, looks: [1, 1] },
  { count: 2000, looks: [2000, 2000] },
  { count: 2001, looks: [2000, 1, 2000] },
])('of the sessions of $count sockets 2000 are looked at each time, in turn', async ({ count, looks }) => {
  const hub = new Hub(manualClock(0))
  let ended = 0
  for (let opened = 0; opened < count; opened += 1)
    hub.join({
      ...silentSocket({ topic: 'room', area: null, userId: newId(), sessionId: newId() }),
      end: () => {
        ended += 1
      },
    })
  const closeEnded = createSessionCheck(hub)
  for (const expected of looks) {
    ended = 0
    await closeEnded(async sessionIds => [...sessionIds])
    expect(ended).toBe(expected)
  }
})

import { afterAll, expect, test } from 'bun:test'
import { silentSocket } from '../test/support/hub-socket.ts'
import { makeFolder, newId, openStore } from '../test/support/stores.ts'
import { createSessionCheck } from './copies.ts'
import { manualClock } from './lib/clock.ts'
import { Hub } from './realtime/hub.ts'

const folder = makeFolder()
const store = openStore(folder.path)
afterAll(async () => {
  await store.close()
  folder.remove()
})

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
  const closeEnded = createSessionCheck({ hub, store })
  for (const expected of looks) {
    ended = 0
    await closeEnded()
    expect(ended).toBe(expected)
  }
})

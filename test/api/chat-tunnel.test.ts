import { expect, test } from 'bun:test'
import { historyOf, type MessageJson, openRoom, say } from '../support/chat.ts'
import { joinMali, joinSomchai } from '../support/people.ts'
import { startTestServer } from '../support/server.ts'
import { connectToRoom } from '../support/sockets.ts'

test('a phone that loses its socket in a burst of 500 messages catches up: nothing lost, nothing twice (W5)', async () => {
  const server = await startTestServer()
  const [somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
  const room = await openRoom(somchai, mali)
  const steady = await connectToRoom(server, room.id, somchai)
  const before = await connectToRoom(server, room.id, mali)

  const burst = (async () => {
    for (let at = 0; at < 500; at += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, more) => say(somchai, room, `${at + more}`)))
    }
  })()
  await before.next('message', 137)
  await before.cut()
  const known: MessageJson[] = [...before.all('message')]
  await steady.next('message', 300)

  // First the socket, then what it missed: what comes in between arrives both ways and is known by its id.
  const after = await connectToRoom(server, room.id, mali)
  const { messages, has_more } = await historyOf(mali, room, `?after=${known.at(-1)?.id}`)
  expect(has_more).toBe(false)
  expect(messages.length).toBeGreaterThan(100)
  await burst
  await after.settle()
  for (const message of [...messages, ...after.all('message')]) {
    if (!known.some(({ id }) => id === message.id)) known.push(message)
  }

  const history: MessageJson[] = []
  for (let skip = 400; skip >= 0; skip -= 100) {
    history.push(...(await historyOf(mali, room, `?limit=100&skip=${skip}`)).messages)
  }
  expect(history.map(({ seq }) => seq)).toEqual(Array.from({ length: 500 }, (_, at) => at + 1))
  expect(known).toEqual(history)
  expect(steady.all('message')).toEqual(history)
  // Each socket got what it got once and in order.
  for (const socket of [before, after]) {
    const seqs = socket.all('message').map(({ seq }) => seq)
    expect(seqs).toEqual(Array.from(seqs, (_, at) => (seqs[0] ?? 0) + at))
  }
  await server.stop()
})

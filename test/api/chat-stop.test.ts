import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { startServer } from '../../src/cli/start-server.ts'
import { readConfig } from '../../src/config.ts'
import { historyOf, openRoom } from '../support/chat.ts'
import { Client } from '../support/client.ts'
import { joinMali, joinSomchai } from '../support/people.ts'
import { TestSocket } from '../support/sockets.ts'

test('a server that stops tells its sockets with 1001, and keeps what they had sent', async () => {
  const dataDir = mkdtempSync(joinPath(tmpdir(), 'chat-stop-'))
  const config = readConfig(
    { PORT: '0', DATA_DIR: dataDir, RATE_LIMIT: 'off', LOG_LEVEL: 'silent' },
    'production',
  )
  const first = await startServer(config)
  const [somchai, mali] = await Promise.all([joinSomchai(first), joinMali(first)])
  const room = await openRoom(somchai, mali)
  const url = first.url.replace('http', 'ws')
  const token = mali.tokens.access_token
  const sockets = await Promise.all(
    [`/ws/chat/${room.id}`, `/ws/chat/${room.id}`, '/ws/notifications'].map(path =>
      new TestSocket(`${url}${path}?token=${token}`).opened(),
    ),
  )
  sockets[0]?.send({ type: 'send_message', content: 'The last words' })
  await sockets[1]?.next('message')
  const stopped = first.stop()
  const codes = await Promise.all(sockets.map(({ closed }) => closed.then(({ code }) => code)))
  expect(codes).toEqual([1001, 1001, 1001])
  await stopped

  const second = await startServer(config)
  const again = { ...somchai, client: new Client(second.url, somchai.tokens.access_token) }
  expect((await historyOf(again, room)).messages.map(({ content }) => content)).toEqual(['The last words'])
  await second.stop()
  rmSync(dataDir, { recursive: true })
})

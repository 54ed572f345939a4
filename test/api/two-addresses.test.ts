import { expect, test } from 'bun:test'
import { startServer } from '../../src/cli/start-server.ts'
import { readConfig } from '../../src/config.ts'
import { openDevServer } from '../../src/dev/dev-server.ts'
import { openRoom } from '../support/chat.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { connectToRoom } from '../support/sockets.ts'

/** A server on both addresses of localhost, as it starts without HOST. */
const modes = {
  production: () =>
    startServer(
      readConfig({ PORT: '0', DATA_DIR: ':memory:', RATE_LIMIT: 'off', LOG_LEVEL: 'silent' }, 'production'),
    ),
  demo: () =>
    startServer(readConfig({ PORT: '0', DATA_DIR: ':memory:', LOG_LEVEL: 'silent' }, 'demo'), {
      openHost: (config, open) => openDevServer({ config, open, fill: async () => {}, seed: 1, cast: null }),
    }),
}

test.each(Object.keys(modes) as (keyof typeof modes)[])(
  'sockets on 127.0.0.1 and ::1 of a %s server are in one room, and closing the last of one leaves the other',
  async mode => {
    const server = await modes[mode]()
    const [four, six] = server.urls.map(url => ({ url }))
    if (!four || !six) throw new Error('There are two addresses.')
    expect(six.url).toStartWith('http://[::1]:')
    const [somchai, mali]: Person[] = [await joinSomchai(four), await joinMali(six)]
    if (!somchai || !mali) throw new Error('There are two people.')
    const room = await openRoom(somchai, mali)
    const hers = await connectToRoom(six, room.id, mali)
    const his = await connectToRoom(four, room.id, somchai)
    hers.send({ type: 'send_message', content: 'from ::1' })
    expect((await his.next('message')).content).toBe('from ::1')
    his.send({ type: 'send_message', content: 'from 127.0.0.1' })
    expect((await hers.next('message', 2)).content).toBe('from 127.0.0.1')
    await his.close()
    const again = await connectToRoom(six, room.id, somchai)
    again.send({ type: 'send_message', content: 'both on ::1' })
    expect((await hers.next('message', 3)).content).toBe('both on ::1')
    await server.stop()
    expect((await hers.closed).code).toBe(1001)
  },
)

import { afterEach, describe, expect, test } from 'bun:test'
import { until } from '../../test/support/until.ts'
import { Listeners } from './listeners.ts'

let listeners = new Listeners()
afterEach(async () => {
  await listeners.close()
  listeners = new Listeners()
})

/** A server that answers when it is told to. */
const startHolding = () => {
  const held = Promise.withResolvers<Response>()
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => held.promise,
    websocket: { message: () => {} },
  })
  listeners.add(server)
  return {
    server,
    answer: () => held.resolve(new Response('done')),
    ask: () => fetch(server.url).then(got => got.text()),
  }
}

describe('the servers of an app', () => {
  test('are busy while one of them has a request', async () => {
    startHolding()
    const { answer, ask } = startHolding()
    expect(listeners.isBusy).toBeFalse()
    const answered = ask()
    await until(() => listeners.isBusy)
    answer()
    expect(await answered).toBe('done')
    await until(() => !listeners.isBusy)
  })

  test('are busy while one of them has a socket', async () => {
    const server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: request =>
        listeners.upgrade(request, { data: null }) ? undefined : new Response(null, { status: 426 }),
      websocket: { message: () => {} },
    })
    listeners.add(server)
    expect((await fetch(server.url)).status).toBe(426)
    const socket = new WebSocket(server.url.href.replace('http', 'ws'))
    await new Promise(resolve => socket.addEventListener('open', resolve))
    expect(listeners.isBusy).toBeTrue()
    socket.close()
    await until(() => !listeners.isBusy)
  })

  test('know nobody’s address and open no socket before there is one', () => {
    const request = new Request('http://a/')
    expect(listeners.requestIP(request)).toBeNull()
    expect(listeners.upgrade(request, { data: null })).toBeFalse()
  })

  test('let one go when its requests are answered', async () => {
    const { server, answer, ask } = startHolding()
    const answered = ask()
    await until(() => listeners.isBusy)
    let isRetired = false
    const retired = listeners.retire(server).then(() => {
      isRetired = true
    })
    await Bun.sleep(0)
    expect(isRetired).toBeFalse()
    answer()
    expect(await answered).toBe('done')
    await retired
    expect(listeners.isBusy).toBeFalse()
  })
})

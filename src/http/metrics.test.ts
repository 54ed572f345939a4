import { describe, expect, spyOn, test } from 'bun:test'
import { contextOf } from '../../test/support/contexts.ts'
import { metricsEndpoint } from './metrics.ts'

const metrics = {
  observe: () => {},
  routes: () => [],
  read: async () => ({ text: 'figures', type: 'text/plain' }),
}

const read = (address: string | null, settings = {}, headers: Record<string, string> = {}) => {
  const config = { metricsToken: null, trustProxy: 0, publicUrl: null, ...settings }
  // The endpoint asks for no other settings.
  const endpoint = metricsEndpoint(
    { config: config as Parameters<typeof metricsEndpoint>[0]['config'] },
    metrics,
  )
  const context = contextOf({ headers })
  spyOn(context.server, 'requestIP').mockReturnValue(address === null ? null : { address })
  return endpoint.respond(context).then(
    ({ status, body }) => [status, body],
    error => [error.status, error.message],
  )
}

const shown = [200, 'figures']
const hidden = [404, 'There is nothing at this address.']

describe('the figures of a server', () => {
  test.each(['::1', '127.0.0.1', '127.9.9.9', '::ffff:127.0.0.1'])(
    'are shown to a program at %s',
    async address => {
      expect(await read(address)).toEqual(shown)
    },
  )

  test.each(['10.0.0.1', '1.127.0.0', '::2', '2001:db8::127.', null])(
    'are hidden from somebody at %p',
    async address => {
      expect(await read(address)).toEqual(hidden)
    },
  )

  test('are shown to whoever has the token, whole, wherever they are', async () => {
    const settings = { metricsToken: 'secret', trustProxy: 1, publicUrl: 'https://a.example' }
    const as = (authorization: string) => read('10.0.0.1', settings, { authorization, via: 'proxy' })
    expect(await as('Bearer secret')).toEqual(shown)
    for (const wrong of ['Bearer secreT', 'Bearer secret2', 'Bearer ', 'bearer secret', 'secret', 'other'])
      expect([wrong, await as(wrong)]).toEqual([wrong, hidden])
    expect(await read('10.0.0.1', settings)).toEqual(hidden)
  })

  test('are hidden from this machine where a proxy may be on it', async () => {
    expect(await read('127.0.0.1', { trustProxy: 1 })).toEqual(hidden)
    expect(await read('127.0.0.1', { publicUrl: 'https://a.example' })).toEqual(hidden)
    for (const name of [
      'forwarded',
      'via',
      'x-real-ip',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
      'cf-connecting-ip',
    ])
      expect([name, await read('127.0.0.1', {}, { [name]: '127.0.0.1' })]).toEqual([name, hidden])
  })
})

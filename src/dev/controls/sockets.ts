import { Elysia } from 'elysia'
import { invalidFields } from '../../errors.ts'
import { operation } from '../../http/operation.ts'
import { fields, id, optional, view, wholeNumber } from '../../http/wire.ts'
import type { SocketProxy } from '../socket-proxy.ts'

const KillBody = fields({
  user_id: optional(id<'user'>({ description: 'Whose sockets; left out: everybody’s.' })),
  code: optional(
    wholeNumber(1000, 4999, {
      description: 'The close code: 1000 to 1003, 1007 to 1014 or 3000 to 4999; 1006 cuts the connection.',
      default: 1006,
    }),
  ),
})

const KilledView = fields({ closed: view.whole() }, { title: 'DevSocketsClosed' })

/** The codes that a close frame may have (RFC 6455, section 7.4), and 1006, which means a missing close frame. */
const isCloseCode = (code: number): boolean => code <= 1003 || (code >= 1006 && code <= 1014) || code >= 3000

/** Closes sockets like a bad network or a stopping server. */
export const socketRoutes = (world: string, socketProxy: SocketProxy) =>
  new Elysia().post(
    '/sockets/kill',
    ({ body, set }) => {
      if (!isCloseCode(body.code ?? 1006))
        throw invalidFields({ code: ['Must be 1000 to 1003, 1006 to 1014, or 3000 to 4999.'] })
      set.status = 200
      return { closed: socketProxy.close(world, body.user_id ?? null, body.code ?? 1006) }
    },
    {
      body: KillBody,
      ...operation({
        summary: 'Kill sockets',
        description:
          'Closes the open sockets of this world, or of one user, with a chosen code, so that the reconnect of a client can be tested. 1006 cuts the connection without a closing handshake.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 200: KilledView },
        errors: [],
        example: { code: 1012 },
      }),
    },
  )

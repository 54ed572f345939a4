import { Elysia } from 'elysia'
import { operation } from '../../http/operation.ts'
import { fields, id, optional, view, wholeNumber } from '../../http/wire.ts'
import type { Switchboard } from '../switchboard.ts'

const KillBody = fields({
  user_id: optional(id<'user'>({ description: 'Whose sockets; left out: everybody’s.' })),
  code: optional(
    wholeNumber(1000, 4999, {
      description: 'The close code: 1000, 1001, 1008, 1011, 1012, 1013 or 3000 to 4999; 1006 cuts the line.',
      default: 1006,
    }),
  ),
})

const KilledView = fields({ closed: view.whole() }, { title: 'DevSocketsClosed' })

/** Closes sockets as a bad network or a server that stops would. */
export const socketRoutes = (world: string, switchboard: Switchboard) =>
  new Elysia().post(
    '/sockets/kill',
    ({ body, set }) => {
      set.status = 200
      return { closed: switchboard.kill(world, body.user_id ?? null, body.code ?? 1006) }
    },
    {
      body: KillBody,
      ...operation({
        summary: 'Kill sockets',
        description:
          'Closes the open sockets of this world, or of one user, with a chosen code, so that a client can show how it comes back. 1006 cuts the connection without a closing handshake.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 200: KilledView },
        errors: [],
        example: { code: 1012 },
      }),
    },
  )

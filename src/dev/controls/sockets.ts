import { Elysia } from 'elysia'
import { invalidFields } from '../../errors.ts'
import { operation } from '../../http/operation.ts'
import { nullish, object } from '../../schema/objects.ts'
import { id, integer } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import type { Switchboard } from '../switchboard.ts'

const KillBody = object({
  user_id: nullish(id<'user'>({ description: 'Whose sockets; left out: everybody’s.' })),
  code: nullish(
    integer(1000, 4999, {
      description: 'The close code: 1000 to 1003, 1007 to 1014 or 3000 to 4999; 1006 cuts the line.',
      default: 1006,
    }),
  ),
})

const KilledView = object({ closed: view.integer() }, { title: 'DevSocketsClosed' })

/** What may stand in a close frame (RFC 6455, 7.4), and 1006, which stands for none. */
const isCloseCode = (code: number): boolean => code <= 1003 || (code >= 1006 && code <= 1014) || code >= 3000

/** Closes sockets as a bad network or a server that stops would. */
export const socketRoutes = (world: string, switchboard: Switchboard) =>
  new Elysia().post(
    '/sockets/kill',
    ({ body, set }) => {
      if (!isCloseCode(body.code ?? 1006))
        throw invalidFields({ code: ['Must be 1000 to 1003, 1006 to 1014, or 3000 to 4999.'] })
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

import { invalidFields } from '../../errors.ts'
import { type Endpoint, openEndpoint } from '../../http/endpoint.ts'
import { nullish, object } from '../../schema/objects.ts'
import { id, integer } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import type { SocketProxy } from '../socket-proxy.ts'
import { control, controlsPath } from './control.ts'

const KillBody = object(
  {
    user_id: nullish(id<'user'>({ description: 'Whose sockets; left out: everybody’s.' })),
    code: nullish(
      integer(1000, 4999, {
        description: 'The close code: 1000 to 1003, 1007 to 1014 or 3000 to 4999; 1006 cuts the connection.',
        default: 1006,
      }),
    ),
  },
  { description: 'Which sockets are closed, and how.' },
)

const KilledView = object(
  { closed: view.integer({ description: 'How many were closed.', examples: [2] }) },
  { title: 'DevSocketsClosed', description: 'How many sockets were closed.' },
)

/** RFC 6455, section 7.4, and 1006, which means a missing close frame. */
const isCloseCode = (code: number): boolean => code <= 1003 || (code >= 1006 && code <= 1014) || code >= 3000

export const socketControls = (world: string, socketProxy: SocketProxy): Endpoint[] => [
  openEndpoint({
    ...control,
    method: 'POST',
    path: `${controlsPath}/sockets/kill`,
    summary: 'Kill sockets',
    description:
      'Closes the open sockets of this world, or of one user, with a chosen code, so that the reconnect of a client can be tested. 1006 cuts the connection without a closing handshake.',
    body: KillBody,
    example: { code: 1012 },
    responses: { 200: KilledView },
    errors: [],
    run: ({ body }) => {
      const code = body.code ?? 1006
      if (!isCloseCode(code))
        throw invalidFields({ code: ['Must be 1000 to 1003, 1006 to 1014, or 3000 to 4999.'] })
      return socketProxy.close(world, body.user_id ?? null, code)
    },
    view: (closed: number) => ({ closed }),
  }),
]

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { operation } from '../../http/operation.ts'
import { fields, matching, view } from '../../http/wire.ts'
import type { Worlds } from '../worlds.ts'

const WorldsView = fields(
  {
    worlds: view.list(view.text(), {
      description: 'The most recently used first. The main world has no name.',
    }),
  },
  { title: 'DevWorlds' },
)

const WorldParams = fields({
  name: matching(/^[a-z0-9-]{1,40}(@[a-z0-9-]{1,40})?$/, 'Must be the name of a world.', {
    description: 'As in `X-World`.',
    examples: ['worker-1'],
  }),
})

/** Lists and closes worlds. The first request with its name in `X-World` creates a world. */
export const worldRoutes = (worlds: Worlds) =>
  new Elysia()
    .get('/worlds', () => ({ worlds: worlds.names() }), {
      ...operation({
        summary: 'List worlds',
        description:
          'The worlds beside the main one. `X-World: name` on a request (`?__world=name` where headers cannot be set, as for WebSockets) selects a world of its own, which is created as a copy of the checkpoint `start`, or of another with `X-World: name@checkpoint`. There are at most 16: the least recently used is closed.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 200: WorldsView },
        errors: [],
      }),
    })
    .delete(
      '/worlds/:name',
      ({ params, set }) => {
        worlds.remove(params.name)
        set.status = 204
      },
      {
        params: WorldParams,
        ...operation({
          summary: 'End a world',
          description: 'Closes a world and deletes everything in it; its sockets are closed with 4009.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 204: Type.Void() },
          errors: ['RESOURCE_NOT_FOUND'],
        }),
      },
    )

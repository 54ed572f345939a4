import { type Endpoint, openEndpoint } from '../../http/endpoint.ts'
import { object } from '../../schema/objects.ts'
import { pattern } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import type { Worlds } from '../worlds.ts'
import { control, controlsPath } from './control.ts'

const WorldsView = object(
  {
    worlds: view.array(view.string({ description: 'The name of a world.' }), {
      description: 'Their names, the most recently used first. The main world has none.',
      examples: [['worker-1']],
    }),
  },
  { title: 'DevWorlds', description: 'The worlds beside the main one.' },
)

const WorldParams = object({
  name: pattern(/^[a-z0-9-]{1,40}(@[a-z0-9-]{1,40})?$/, 'Must be the name of a world.', {
    description: 'As in `X-World`.',
    examples: ['worker-1'],
  }),
})

/** Lists and closes worlds. The first request with its name in `X-World` creates a world. */
export const worldControls = (worlds: Worlds): Endpoint[] => [
  openEndpoint({
    ...control,
    method: 'GET',
    path: `${controlsPath}/worlds`,
    summary: 'List worlds',
    description:
      'The worlds beside the main one. `X-World: name` on a request (`?__world=name` where headers cannot be set, as for WebSockets) selects a world of its own, which is created as a copy of the checkpoint `start`, or of another with `X-World: name@checkpoint`. At most `MAX_WORLDS` exist: the least recently used is closed, its sockets with 4010, and `X-Chayenity-Hint` says so.',
    responses: { 200: WorldsView },
    errors: [],
    run: () => worlds.names(),
    view: (names: string[]) => ({ worlds: names }),
  }),
  openEndpoint({
    ...control,
    method: 'DELETE',
    path: `${controlsPath}/worlds/:name`,
    summary: 'End world',
    description: 'Closes a world and deletes everything in it; its sockets are closed with 4009.',
    params: WorldParams,
    responses: { 204: view.nothing('The world is closed.') },
    errors: ['RESOURCE_NOT_FOUND'],
    run: ({ params }) => worlds.remove(params.name),
  }),
]

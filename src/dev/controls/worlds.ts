import { AppError } from '../../errors.ts'
import { type Endpoint, openEndpoint } from '../../http/endpoint.ts'
import { Reply } from '../../http/reply.ts'
import { object } from '../../schema/objects.ts'
import { pattern } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import type { WorldContext } from '../world.ts'
import { WorldFileError } from '../world-file/problem.ts'
import { saveWorldFile } from '../world-file/save.ts'
import { worldFileJsonSchema } from '../world-file/schema.ts'
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

const jsonReplyOf = (text: string) =>
  new Reply(200, text, { 'content-type': 'application/json;charset=utf-8' })

/** Not in the document, because nothing has to be generated for files. */
const fileControls = ({ ctx }: WorldContext): Endpoint[] => [
  openEndpoint({
    ...control,
    tag: null,
    method: 'GET',
    path: `${controlsPath}/world.json`,
    summary: 'Save world',
    description: 'The file of this world.',
    responses: {},
    errors: ['BAD_REQUEST'],
    run: async () => {
      try {
        return jsonReplyOf(await saveWorldFile(ctx))
      } catch (error) {
        throw error instanceof WorldFileError ? new AppError('BAD_REQUEST', error.message) : error
      }
    },
  }),
  openEndpoint({
    ...control,
    tag: null,
    method: 'GET',
    path: `${controlsPath}/world.schema.json`,
    summary: 'Schema of worlds',
    description: 'The JSON Schema of the file of a world.',
    responses: {},
    errors: [],
    run: () => jsonReplyOf(worldFileJsonSchema()),
  }),
]

/** The first request with a name in `X-World` creates its world. */
export const worldControls = (world: WorldContext, worlds: Worlds): Endpoint[] => [
  ...fileControls(world),
  openEndpoint({
    ...control,
    method: 'GET',
    path: `${controlsPath}/worlds`,
    summary: 'List worlds',
    description:
      'The worlds beside the main one. `X-World: name` on a request (`?__world=name` where headers cannot be set, as for WebSockets) selects a world of its own, which is created as a copy of the checkpoint `start`, or of another with `X-World: name@checkpoint`. The checkpoint is a part of the name: `name` and `name@checkpoint` are two worlds. At most `MAX_WORLDS` exist: the least recently used is closed, its sockets with 4010, and `X-Chayenity-Hint` says so.',
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

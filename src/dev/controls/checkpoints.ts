import { invalidFields } from '../../errors.ts'
import { type Endpoint, openEndpoint } from '../../http/endpoint.ts'
import { object } from '../../schema/objects.ts'
import { pattern } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { type Checkpoint, checkpointName, startCheckpoint } from '../checkpoints.ts'
import type { WorldContext } from '../world.ts'
import type { Worlds } from '../worlds.ts'
import { control, controlsPath } from './control.ts'

const CheckpointParams = object({
  name: pattern(checkpointName, 'Must be 1 to 40 small letters, digits and hyphens.', {
    description: 'The name of the checkpoint.',
    examples: ['paid'],
  }),
})

const checkpointFields = {
  name: view.string({ description: 'What it is called.', examples: ['paid'] }),
  created_at: view.dateTime({ description: 'By the clock of its world.' }),
  database_bytes: view.integer({ description: 'The size of its database.', examples: [8_388_608] }),
  files: view.integer({ description: 'How many uploaded files it has.', examples: [120] }),
}

const CheckpointView = object(checkpointFields, {
  title: 'DevCheckpoint',
  description: 'A saved state of a world.',
})
const CheckpointsView = object(
  { checkpoints: view.array(CheckpointView, { description: 'All of them, by name.' }) },
  { title: 'DevCheckpoints', description: 'The saved states.' },
)
const RestoredView = object(
  {
    world: view.string({ description: 'The name of the world; empty for the main one.', examples: [''] }),
    checkpoint: view.string({ description: 'What was restored.', examples: ['start'] }),
  },
  { title: 'DevRestored', description: 'What a world was restored from.' },
)

const toCheckpointView = ({ name, createdAt, databaseBytes, files }: Checkpoint) => ({
  name,
  created_at: createdAt,
  database_bytes: databaseBytes,
  files,
})

const toRestoredView = (restored: { world: string; checkpoint: string }) => restored

export const checkpointControls = ({ name: world, ctx, clock }: WorldContext, worlds: Worlds): Endpoint[] => {
  return [
    openEndpoint({
      ...control,
      method: 'GET',
      path: `${controlsPath}/checkpoints`,
      summary: 'List checkpoints',
      description: 'All checkpoints, by name. The worlds share them.',
      responses: { 200: CheckpointsView },
      errors: [],
      run: () => worlds.checkpoints.list(),
      view: (checkpoints: Checkpoint[]) => ({ checkpoints: checkpoints.map(toCheckpointView) }),
    }),
    openEndpoint({
      ...control,
      method: 'POST',
      path: `${controlsPath}/checkpoints/:name`,
      summary: 'Take checkpoint',
      description:
        'Saves the state of this world under a name: its data, its uploads, its clock. A checkpoint of the same name is replaced.',
      params: CheckpointParams,
      responses: { 201: CheckpointView },
      errors: ['STORAGE_QUOTA_EXCEEDED'],
      run: ({ params }) => {
        if (params.name === startCheckpoint)
          throw invalidFields({ name: [`"${startCheckpoint}" is the state that reset restores.`] })
        return worlds.checkpoints.create(params.name, ctx, clock)
      },
      view: toCheckpointView,
    }),
    openEndpoint({
      ...control,
      method: 'POST',
      path: `${controlsPath}/checkpoints/:name/restore`,
      summary: 'Restore checkpoint',
      description:
        'Restores the state of this world. Its sockets are closed with 4009, and their clients should reload everything. Fault rules and hints are deleted; bots that were running continue. Tokens stay valid if their user is in the checkpoint.',
      params: CheckpointParams,
      responses: { 200: RestoredView },
      errors: ['RESOURCE_NOT_FOUND', 'BAD_REQUEST'],
      run: async ({ params }) => {
        await worlds.restore(world, params.name)
        return { world, checkpoint: params.name }
      },
      view: toRestoredView,
    }),
    openEndpoint({
      ...control,
      method: 'DELETE',
      path: `${controlsPath}/checkpoints/:name`,
      summary: 'Delete checkpoint',
      description: 'Deletes a checkpoint. Worlds that were created from it do not change.',
      params: CheckpointParams,
      responses: { 204: view.nothing('The checkpoint is deleted.') },
      errors: ['RESOURCE_NOT_FOUND'],
      run: ({ params }) => {
        if (params.name === startCheckpoint)
          throw invalidFields({ name: [`"${startCheckpoint}" cannot be deleted: reset restores it.`] })
        worlds.checkpoints.remove(params.name)
      },
    }),
    openEndpoint({
      ...control,
      method: 'POST',
      path: `${controlsPath}/reset`,
      summary: 'Reset world',
      description:
        'Restores the checkpoint from which this world was created: `start`, the state right after the first start of the server, or the one after the `@` in the name of the world.',
      responses: { 200: RestoredView },
      errors: ['RESOURCE_NOT_FOUND', 'BAD_REQUEST'],
      run: async () => ({ world, checkpoint: await worlds.reset(world) }),
      view: toRestoredView,
    }),
  ]
}

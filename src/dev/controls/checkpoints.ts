import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { invalidFields } from '../../errors.ts'
import { operation } from '../../http/operation.ts'
import { object } from '../../schema/objects.ts'
import { pattern } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { type Checkpoint, startCheckpoint } from '../checkpoints.ts'
import type { Scene, Stage } from '../stage.ts'

const CheckpointParams = object({
  name: pattern(/^[a-z0-9-]{1,40}$/, 'Must be 1 to 40 small letters, digits and hyphens.', {
    description: 'The name of the checkpoint.',
    examples: ['paid'],
  }),
})

const checkpointFields = {
  name: view.string(),
  created_at: view.dateTime({ description: 'By the clock of the world it was taken of.' }),
  database_bytes: view.integer(),
  files: view.integer({ description: 'How many pictures it holds.' }),
}

const CheckpointView = object(checkpointFields, { title: 'DevCheckpoint' })
const CheckpointsView = object(
  { checkpoints: view.array(object(checkpointFields, { title: 'DevCheckpoint' })) },
  { title: 'DevCheckpoints' },
)
const RestoredView = object({ world: view.string(), checkpoint: view.string() }, { title: 'DevRestored' })

const toCheckpointView = ({ name, createdAt, databaseBytes, files }: Checkpoint) => ({
  name,
  created_at: createdAt,
  database_bytes: databaseBytes,
  files,
})

/** Keeps states of a world by name, and goes back to them. */
export const checkpointRoutes = ({ name: world, ctx, clock }: Scene, stage: Stage) => {
  const putBack = async (checkpoint: string) => {
    await stage.restore(world, checkpoint)
    return { world, checkpoint }
  }
  return new Elysia()
    .get('/checkpoints', () => ({ checkpoints: stage.checkpoints.list().map(toCheckpointView) }), {
      ...operation({
        summary: 'List checkpoints',
        description: 'Every checkpoint, by name. All worlds share them.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 200: CheckpointsView },
        errors: [],
      }),
    })
    .post(
      '/checkpoints/:name',
      async ({ params, set }) => {
        if (params.name === startCheckpoint)
          throw invalidFields({ name: [`"${startCheckpoint}" is the state that reset goes back to.`] })
        set.status = 201
        return toCheckpointView(await stage.checkpoints.take(params.name, ctx, clock))
      },
      {
        params: CheckpointParams,
        ...operation({
          summary: 'Take a checkpoint',
          description:
            'Keeps the state of this world under a name: its data, its pictures, its clock. One of the same name is replaced.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 201: CheckpointView },
          errors: ['STORAGE_QUOTA_EXCEEDED'],
        }),
      },
    )
    .post(
      '/checkpoints/:name/restore',
      ({ params, set }) => {
        set.status = 200
        return putBack(params.name)
      },
      {
        params: CheckpointParams,
        ...operation({
          summary: 'Restore a checkpoint',
          description:
            'Puts this world back to a checkpoint. Sockets are closed with 4009: their clients load everything anew. Standing rules and hints are forgotten; the cast goes on as it did. Tokens of sessions that the checkpoint knows hold.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 200: RestoredView },
          errors: ['RESOURCE_NOT_FOUND'],
        }),
      },
    )
    .delete(
      '/checkpoints/:name',
      ({ params, set }) => {
        if (params.name === startCheckpoint)
          throw invalidFields({ name: [`"${startCheckpoint}" cannot be deleted: reset goes back to it.`] })
        stage.checkpoints.remove(params.name)
        set.status = 204
      },
      {
        params: CheckpointParams,
        ...operation({
          summary: 'Delete a checkpoint',
          description: 'Forgets a checkpoint. Worlds that began with it stay as they are.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 204: Type.Void() },
          errors: ['RESOURCE_NOT_FOUND'],
        }),
      },
    )
    .post(
      '/reset',
      ({ set }) => {
        set.status = 200
        return putBack(startCheckpoint)
      },
      {
        ...operation({
          summary: 'Reset',
          description: 'Puts this world back to the state in which the server first showed it.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 200: RestoredView },
          errors: [],
        }),
      },
    )
}

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { invalidFields } from '../../errors.ts'
import { operation } from '../../http/operation.ts'
import { fields, matching, view } from '../../http/wire.ts'
import { type Checkpoint, checkpointName, startCheckpoint } from '../checkpoints.ts'
import type { WorldContext, Worlds } from '../worlds.ts'

const CheckpointParams = fields({
  name: matching(checkpointName, 'Must be 1 to 40 small letters, digits and hyphens.', {
    description: 'The name of the checkpoint.',
    examples: ['paid'],
  }),
})

const checkpointFields = {
  name: view.text(),
  created_at: view.moment({ description: 'By the clock of its world.' }),
  database_bytes: view.whole(),
  files: view.whole({ description: 'How many uploaded files it has.' }),
}

const CheckpointView = fields(checkpointFields, { title: 'DevCheckpoint' })
const CheckpointsView = fields(
  { checkpoints: view.list(fields(checkpointFields, { title: 'DevCheckpoint' })) },
  { title: 'DevCheckpoints' },
)
const RestoredView = fields({ world: view.text(), checkpoint: view.text() }, { title: 'DevRestored' })

const toCheckpointView = ({ name, createdAt, databaseBytes, files }: Checkpoint) => ({
  name,
  created_at: createdAt,
  database_bytes: databaseBytes,
  files,
})

/** Saves and restores states of a world by name. */
export const checkpointRoutes = ({ name: world, ctx, clock }: WorldContext, worlds: Worlds) => {
  const restore = async (checkpoint: string) => {
    await worlds.restore(world, checkpoint)
    return { world, checkpoint }
  }
  return new Elysia()
    .get('/checkpoints', () => ({ checkpoints: worlds.checkpoints.list().map(toCheckpointView) }), {
      ...operation({
        summary: 'List checkpoints',
        description: 'All checkpoints, by name. The worlds share them.',
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
          throw invalidFields({ name: [`"${startCheckpoint}" is the state that reset restores.`] })
        set.status = 201
        return toCheckpointView(await worlds.checkpoints.create(params.name, ctx, clock))
      },
      {
        params: CheckpointParams,
        ...operation({
          summary: 'Take a checkpoint',
          description:
            'Saves the state of this world under a name: its data, its uploads, its clock. A checkpoint of the same name is replaced.',
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
        return restore(params.name)
      },
      {
        params: CheckpointParams,
        ...operation({
          summary: 'Restore a checkpoint',
          description:
            'Restores the state of this world. Its sockets are closed with 4009, and their clients should reload everything. Fault rules and hints are deleted; bots that were running continue. Tokens are valid if their session is in the checkpoint.',
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
          throw invalidFields({ name: [`"${startCheckpoint}" cannot be deleted: reset restores it.`] })
        worlds.checkpoints.remove(params.name)
        set.status = 204
      },
      {
        params: CheckpointParams,
        ...operation({
          summary: 'Delete a checkpoint',
          description: 'Deletes a checkpoint. Worlds that were created from it do not change.',
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
        return restore(startCheckpoint)
      },
      {
        ...operation({
          summary: 'Reset',
          description: 'Restores the state right after the first start of the server.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 200: RestoredView },
          errors: [],
        }),
      },
    )
}

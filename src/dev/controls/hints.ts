import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { operation } from '../../http/operation.ts'
import { object } from '../../schema/objects.ts'
import { view } from '../../schema/views.ts'
import type { Coach } from '../coach.ts'

const HintsView = object(
  {
    hints: view.array(
      object({
        hint: view.string(),
        count: view.integer(),
        last_seen: view.string({ description: 'The request that got it last.' }),
      }),
    ),
  },
  { title: 'DevHints' },
)

/** What the coach has told the clients of a world. */
export const hintRoutes = (coach: Coach) =>
  new Elysia()
    .get(
      '/hints',
      () => ({
        hints: coach.list().map(({ hint, count, lastSeen }) => ({ hint, count, last_seen: lastSeen })),
      }),
      {
        ...operation({
          summary: 'List hints',
          description:
            'The hints that answers carried in `X-Chayenity-Hint`, the most frequent first: the mistakes of the clients of this world.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 200: HintsView },
          errors: [],
        }),
      },
    )
    .delete(
      '/hints',
      ({ set }) => {
        coach.clear()
        set.status = 204
      },
      {
        ...operation({
          summary: 'Clear hints',
          description: 'Begins to count anew.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 204: Type.Void() },
          errors: [],
        }),
      },
    )

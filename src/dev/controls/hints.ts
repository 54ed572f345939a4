import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { operation } from '../../http/operation.ts'
import { fields, view } from '../../http/wire.ts'
import type { Hints } from '../hints.ts'

const HintsView = fields(
  {
    hints: view.list(
      fields({
        hint: view.text(),
        count: view.whole(),
        last_seen: view.text({ description: 'The last request that got it.' }),
      }),
    ),
  },
  { title: 'DevHints' },
)

/** The hints for the clients of a world. */
export const hintRoutes = (hints: Hints) =>
  new Elysia()
    .get(
      '/hints',
      () => ({
        hints: hints.list().map(({ hint, count, lastSeen }) => ({ hint, count, last_seen: lastSeen })),
      }),
      {
        ...operation({
          summary: 'List hints',
          description:
            'The hints in `X-Chayenity-Hint` of all responses of this world, the most frequent first.',
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
        hints.clear()
        set.status = 204
      },
      {
        ...operation({
          summary: 'Clear hints',
          description: 'Resets the counts.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 204: Type.Void() },
          errors: [],
        }),
      },
    )

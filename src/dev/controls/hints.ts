import { type Endpoint, openEndpoint } from '../../http/endpoint.ts'
import { object } from '../../schema/objects.ts'
import { view } from '../../schema/views.ts'
import type { Hints } from '../hints.ts'
import { control, controlsPath } from './control.ts'

const HintView = object(
  {
    hint: view.string({
      description: 'What a client should do differently.',
      examples: ['Say the zone of a time: 2025-10-01T14:00:00Z, or +07:00 in Bangkok.'],
    }),
    count: view.integer({ description: 'How many responses have carried it.', examples: [3] }),
    last_seen: view.string({ description: 'The last request that got it.', examples: ['POST /api/gigs'] }),
  },
  { title: 'DevHint', description: 'A frequent mistake of clients, and how often it was made.' },
)

const HintsView = object(
  { hints: view.array(HintView, { description: 'The most frequent first.' }) },
  { title: 'DevHints', description: 'The hints of a world.' },
)

const toHintsView = (hints: { hint: string; count: number; lastSeen: string }[]) => ({
  hints: hints.map(({ hint, count, lastSeen }) => ({ hint, count, last_seen: lastSeen })),
})

export const hintControls = (hints: Hints): Endpoint[] => [
  openEndpoint({
    ...control,
    method: 'GET',
    path: `${controlsPath}/hints`,
    summary: 'List hints',
    description: 'The hints in `X-Chayenity-Hint` of all responses of this world, the most frequent first.',
    responses: { 200: HintsView },
    errors: [],
    run: () => hints.list(),
    view: toHintsView,
  }),
  openEndpoint({
    ...control,
    method: 'DELETE',
    path: `${controlsPath}/hints`,
    summary: 'Clear hints',
    description: 'Resets the counts.',
    responses: { 204: view.nothing('The counts are reset.') },
    errors: [],
    run: () => hints.clear(),
  }),
]

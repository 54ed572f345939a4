import { Elysia } from 'elysia'
import { operation } from '../../http/operation.ts'
import { nullish, object } from '../../schema/objects.ts'
import { number, oneOf } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import type { Cast } from './cast.ts'
import { temperaments } from './temperament.ts'

const kinds = [...temperaments, 'mixed'] as const

const CastBody = object({
  action: oneOf(['start', 'stop'], { description: 'What the simulated people are told.' }),
  who: nullish(oneOf(kinds, { description: 'For `start`: how they are. Left out: as before.' })),
  speed: nullish(
    number(0.1, 100, { description: 'For `start`: what every wait is divided by. Left out: as before.' }),
  ),
})

const CastView = object(
  {
    is_running: view.boolean(),
    who: view.oneOf(kinds),
    speed: view.number({ description: 'What every wait is divided by.' }),
    members: view.integer({ description: 'How many simulated people there are.' }),
    engagements: view.integer({ description: 'How many gigs they have to do with at the moment.' }),
  },
  { title: 'DevCast' },
)

const toCastView = (cast: Cast) => {
  const { isRunning, temperament, speed, members, engagements } = cast.state()
  return { is_running: isRunning, who: temperament, speed, members, engagements }
}

/** Tells the simulated people of a world to begin or to stop. */
export const castRoutes = (cast: Cast) =>
  new Elysia()
    .get('/cast', () => toCastView(cast), {
      ...operation({
        summary: 'Get the cast',
        description: 'Whether simulated people act in this world, and how they are.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 200: CastView },
        errors: [],
      }),
    })
    .post(
      '/cast',
      async ({ body: { action, who, speed }, set }) => {
        if (action === 'stop') cast.stop()
        else await cast.start({ ...(who && { temperament: who }), ...(speed && { speed }) })
        set.status = 200
        return toCastView(cast)
      },
      {
        body: CastBody,
        ...operation({
          summary: 'Tell the cast',
          description:
            'Lets simulated people act in this world, or stops them. They take the gigs that people post, talk, move them along, pay and review, and post gigs near people. A `start` while they act changes how they are from the next gig on.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 200: CastView },
          errors: [],
          example: { action: 'start', who: 'friendly', speed: 1 },
        }),
      },
    )

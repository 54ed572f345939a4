import { Elysia } from 'elysia'
import { operation } from '../../http/operation.ts'
import { choice, fields, number, optional, view } from '../../http/wire.ts'
import { behaviours } from '../bots/behaviour.ts'
import type { Bots } from '../bots/bots.ts'

const behaviourChoices = [...behaviours, 'mixed'] as const

const BotsBody = fields({
  action: choice(['start', 'stop'], { description: 'Whether the bots start or stop.' }),
  who: optional(
    choice(behaviourChoices, { description: 'For `start`: their behaviour. Left out: as before.' }),
  ),
  speed: optional(
    number(0.1, 100, { description: 'For `start`: what every wait is divided by. Left out: as before.' }),
  ),
})

const BotsView = fields(
  {
    is_running: view.flag(),
    who: view.choice(behaviourChoices),
    speed: view.number({ description: 'What every wait is divided by.' }),
    members: view.whole({ description: 'How many bots there are.' }),
    engagements: view.whole({ description: 'In how many gigs bots take part at the moment.' }),
  },
  { title: 'DevCast' },
)

const toBotsView = (bots: Bots) => {
  const state = bots.state()
  return {
    is_running: state.isRunning,
    who: state.behaviour,
    speed: state.speed,
    members: state.bots,
    engagements: state.sessions,
  }
}

/** Starts and stops the bots of a world. Their public name is the cast. */
export const botRoutes = (bots: Bots) =>
  new Elysia()
    .get('/cast', () => toBotsView(bots), {
      ...operation({
        summary: 'Get the cast',
        description: 'Whether the bots (simulated users) of this world run, and with which settings.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 200: BotsView },
        errors: [],
      }),
    })
    .post(
      '/cast',
      async ({ body: { action, who, speed }, set }) => {
        if (action === 'stop') bots.stop()
        else await bots.start({ ...(who && { behaviour: who }), ...(speed && { speed }) })
        set.status = 200
        return toBotsView(bots)
      },
      {
        body: BotsBody,
        ...operation({
          summary: 'Tell the cast',
          description:
            'Starts or stops the bots (simulated users) of this world. They accept the gigs that users post, chat, do the work, pay and review, and post gigs near users. A `start` while they run changes their behaviour from the next gig on.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 200: BotsView },
          errors: [],
          example: { action: 'start', who: 'friendly', speed: 1 },
        }),
      },
    )

import { type Endpoint, openEndpoint } from '../../http/endpoint.ts'
import { namedEnum } from '../../schema/kinds.ts'
import { nullish, object } from '../../schema/objects.ts'
import { number, oneOf } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { behaviours } from '../bots/behaviour.ts'
import type { Bots } from '../bots/bots.ts'
import { control, controlsPath } from './control.ts'

const behaviourChoices = [...behaviours, 'mixed'] as const

const castBehaviour = namedEnum(
  'DevCastBehaviour',
  behaviourChoices,
  'How bots behave; `mixed` gives each a behaviour of its own.',
)

const BotsBody = object(
  {
    action: oneOf(namedEnum('DevCastAction', ['start', 'stop'], 'What bots can be told.'), {
      description: 'Whether the bots start or stop.',
      examples: ['start'],
    }),
    who: nullish(oneOf(castBehaviour, { description: 'For `start`: their behaviour. Left out: as before.' })),
    speed: nullish(
      number(0.1, 100, { description: 'For `start`: what every wait is divided by. Left out: as before.' }),
    ),
  },
  { description: 'What the bots do from now on.' },
)

const BotsView = object(
  {
    is_running: view.boolean({ description: 'Whether they run.', examples: [true] }),
    who: view.oneOf(castBehaviour, { description: 'How they behave.', examples: ['mixed'] }),
    speed: view.number({ description: 'What every wait is divided by.', examples: [1] }),
    members: view.integer({ description: 'How many bots there are.', examples: [12] }),
    engagements: view.integer({
      description: 'In how many gigs bots take part at the moment.',
      examples: [2],
    }),
  },
  { title: 'DevCast', description: 'The bots (simulated users) of a world.' },
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

export const botControls = (bots: Bots): Endpoint[] => [
  openEndpoint({
    ...control,
    method: 'GET',
    path: `${controlsPath}/cast`,
    summary: 'Get cast',
    description: 'Whether the bots (simulated users) of this world run, and with which settings.',
    responses: { 200: BotsView },
    errors: [],
    run: () => bots,
    view: toBotsView,
  }),
  openEndpoint({
    ...control,
    method: 'POST',
    path: `${controlsPath}/cast`,
    summary: 'Direct cast',
    description:
      'Starts or stops the bots (simulated users) of this world. They accept the gigs that users post, chat, do the work, pay and review, and post gigs near users. A `start` while they run changes their behaviour from the next gig on.',
    body: BotsBody,
    example: { action: 'start', who: 'friendly', speed: 1 },
    responses: { 200: BotsView },
    errors: [],
    run: async ({ body: { action, who, speed } }) => {
      if (action === 'stop') bots.stop()
      else await bots.start({ ...(who && { behaviour: who }), ...(speed && { speed }) })
      return bots
    },
    view: toBotsView,
  }),
]

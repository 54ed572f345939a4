import { invalidFields, requiredMessage } from '../../errors.ts'
import { type Endpoint, openEndpoint } from '../../http/endpoint.ts'
import { type Timestamp, toMilliseconds, toTimestamp } from '../../lib/timestamp.ts'
import { namedEnum } from '../../schema/kinds.ts'
import { nullish, object } from '../../schema/objects.ts'
import { dateTime, number, oneOf } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import type { MovableClock } from '../movable-clock.ts'
import { control, controlsPath } from './control.ts'

const maxSeconds = 10 * 366 * 86_400

const ClockBody = object(
  {
    action: oneOf(
      namedEnum('DevClockAction', ['advance', 'freeze', 'resume', 'set'], 'What can be done with a clock.'),
      { description: 'What to do with the clock.', examples: ['advance'] },
    ),
    seconds: nullish(
      number(-maxSeconds, maxSeconds, {
        description: 'For `advance`: the number of seconds; negative: backwards.',
      }),
    ),
    at: nullish(dateTime({ description: 'For `set`: the new time.' })),
  },
  { description: 'How the clock is moved.' },
)

const ClockView = object(
  {
    now: view.dateTime({ description: 'The time in the world.' }),
    is_frozen: view.boolean({ description: 'Whether it stands still.', examples: [false] }),
    offset_seconds: view.number({
      description: 'The difference to the clock of the machine, in seconds.',
      examples: [1800],
    }),
  },
  { title: 'DevClock', description: 'The clock of a world.' },
)

const toClockView = (clock: MovableClock) => {
  const { offsetMs, frozenAtMs } = clock.state()
  return {
    now: toTimestamp(clock.now()),
    is_frozen: frozenAtMs !== null,
    offset_seconds: offsetMs / 1000,
  }
}

interface ClockInput {
  action: 'advance' | 'freeze' | 'resume' | 'set'
  seconds?: number | null
  at?: Timestamp | null
}

/** @throws AppError VALIDATION_ERROR for a missing field */
const move = (clock: MovableClock, { action, seconds, at }: ClockInput) => {
  if (action === 'freeze') clock.freeze()
  else if (action === 'resume') clock.resume()
  else if (action === 'advance') {
    if (typeof seconds !== 'number') throw invalidFields({ seconds: [requiredMessage] })
    clock.advance(seconds * 1000)
  } else {
    if (!at) throw invalidFields({ at: [requiredMessage] })
    clock.set(toMilliseconds(at))
  }
}

export const clockControls = (clock: MovableClock): Endpoint[] => [
  openEndpoint({
    ...control,
    method: 'GET',
    path: `${controlsPath}/clock`,
    summary: 'Get clock',
    description: 'The time in this world.',
    responses: { 200: ClockView },
    errors: [],
    run: () => clock,
    view: toClockView,
  }),
  openEndpoint({
    ...control,
    method: 'POST',
    path: `${controlsPath}/clock`,
    summary: 'Move clock',
    description:
      'Moves, sets, freezes or resumes the clock of this world. Tokens expire, sockets close, slow payments complete and bots act accordingly: everything that becomes due happens at once.',
    body: ClockBody,
    example: { action: 'advance', seconds: 60 },
    responses: { 200: ClockView },
    errors: [],
    run: ({ body }) => {
      move(clock, body)
      return clock
    },
    view: toClockView,
  }),
]

import { Elysia } from 'elysia'
import { invalidFields } from '../../errors.ts'
import { operation } from '../../http/operation.ts'
import { choice, fields, moment, number, optional, view } from '../../http/wire.ts'
import { type Timestamp, toMilliseconds, toTimestamp } from '../../lib/timestamp.ts'
import type { MovableClock } from '../movable-clock.ts'

/** The clock can be moved by ten years at a time. */
const maxSeconds = 10 * 366 * 86_400

const ClockBody = fields({
  action: choice(['advance', 'freeze', 'resume', 'set'], { description: 'What to do with the clock.' }),
  seconds: optional(
    number(-maxSeconds, maxSeconds, {
      description: 'For `advance`: the number of seconds; negative: backwards.',
    }),
  ),
  at: optional(moment({ description: 'For `set`: the new time.' })),
})

const ClockView = fields(
  {
    now: view.moment(),
    is_frozen: view.flag(),
    offset_seconds: view.number({ description: 'The difference to the clock of the machine.' }),
  },
  { title: 'DevClock' },
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

/** @throws AppError VALIDATION_ERROR if a field that the action needs is missing */
const move = (clock: MovableClock, { action, seconds, at }: ClockInput) => {
  if (action === 'freeze') clock.freeze()
  else if (action === 'resume') clock.resume()
  else if (action === 'advance') {
    if (typeof seconds !== 'number') throw invalidFields({ seconds: ['This field is required.'] })
    clock.advance(seconds * 1000)
  } else {
    if (!at) throw invalidFields({ at: ['This field is required.'] })
    clock.set(toMilliseconds(at))
  }
}

/** Moves the clock of a world, which tokens, timestamps, slow payments and bots use. */
export const clockRoutes = (clock: MovableClock) =>
  new Elysia()
    .get('/clock', () => toClockView(clock), {
      ...operation({
        summary: 'Get the clock',
        description: 'The time in this world.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 200: ClockView },
        errors: [],
      }),
    })
    .post(
      '/clock',
      ({ body, set }) => {
        move(clock, body)
        set.status = 200
        return toClockView(clock)
      },
      {
        body: ClockBody,
        ...operation({
          summary: 'Move the clock',
          description:
            'Moves, sets, freezes or resumes the clock of this world. Tokens expire, sockets close, slow payments complete and bots act accordingly: everything that becomes due happens at once.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 200: ClockView },
          errors: [],
          example: { action: 'advance', seconds: 1800 },
        }),
      },
    )

import { Elysia } from 'elysia'
import { invalidFields } from '../../errors.ts'
import { operation } from '../../http/operation.ts'
import { type Timestamp, toMilliseconds, toTimestamp } from '../../lib/timestamp.ts'
import { nullish, object } from '../../schema/objects.ts'
import { dateTime, number, oneOf } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import type { MovableClock } from '../movable-clock.ts'

/** How far the clock is moved at a time: ten years. */
const maxSeconds = 10 * 366 * 86_400

const ClockBody = object({
  action: oneOf(['advance', 'freeze', 'resume', 'set'], { description: 'What is done with the clock.' }),
  seconds: nullish(
    number(-maxSeconds, maxSeconds, {
      description: 'For `advance`: how far, in seconds; below zero: back.',
    }),
  ),
  at: nullish(dateTime({ description: 'For `set`: the moment it is put to.' })),
})

const ClockView = object(
  {
    now: view.dateTime(),
    is_frozen: view.boolean(),
    offset_seconds: view.number({ description: 'How far it is from the clock of the machine.' }),
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

interface ClockWish {
  action: 'advance' | 'freeze' | 'resume' | 'set'
  seconds?: number | null
  at?: Timestamp | null
}

/** @throws AppError VALIDATION_ERROR when a field that the action needs is missing */
const move = (clock: MovableClock, { action, seconds, at }: ClockWish) => {
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

/** Moves the time of a world: tokens, timestamps, typing, slow payments and the cast follow. */
export const clockRoutes = (clock: MovableClock) =>
  new Elysia()
    .get('/clock', () => toClockView(clock), {
      ...operation({
        summary: 'Get the clock',
        description: 'What time it is in this world.',
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
            'Moves the time of this world, puts it to a moment, lets it stand still or run on. Tokens expire, sockets close, slow payments end and the cast acts accordingly; what comes due on the way happens at once.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 200: ClockView },
          errors: [],
          example: { action: 'advance', seconds: 1800 },
        }),
      },
    )

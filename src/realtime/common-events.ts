import { AppError, errorCatalogue } from '../errors.ts'
import { errorFields } from '../schema/api-error.ts'
import { object, optional } from '../schema/objects.ts'
import { view, withExample } from '../schema/views.ts'
import { event, type ServerEvent } from './events.ts'
import { parseFrame } from './frames.ts'

export const pongEvent = event(
  'pong',
  'The answer to `ping`: everything sent before it has happened.',
  object(
    { timestamp: view.dateTime({ description: 'The time of the server.' }) },
    { title: 'Pong', description: 'When the server answered.' },
  ),
)

export const authenticatedEvent = event(
  'authenticated',
  'The answer to `authenticate`: the connection now lives as long as the new token.',
  object(
    {
      expires_at: view.dateTime({
        description: 'When the new token expires.',
        examples: ['2025-10-01T10:30:00.000000Z'],
      }),
    },
    { title: 'Authenticated', description: 'How long the connection lives.' },
  ),
)

const errorEvent = event(
  'error',
  'A frame was rejected; the connection stays.',
  object(
    {
      ...errorFields,
      retry_after_seconds: optional(
        view.integer({
          description: 'When to try again, in seconds, where waiting helps, as for RATE_LIMITED.',
          examples: [1],
        }),
      ),
      client_id: withExample(
        view.nullable(view.string({ description: 'That of the rejected frame; null where it had none.' })),
        null,
      ),
    },
    { title: 'FrameError', description: 'Why a frame was rejected.' },
  ),
)

export const commonEvents = [pongEvent, authenticatedEvent, errorEvent] as const

/** An internal error shows nothing of its cause. */
export const toErrorEvent = (error: unknown, raw: string | Uint8Array): ServerEvent =>
  errorEvent({
    detail: error instanceof AppError ? error.message : errorCatalogue.INTERNAL_ERROR.detail,
    error_code: error instanceof AppError ? error.code : 'INTERNAL_ERROR',
    ...(error instanceof AppError && error.fieldErrors ? { field_errors: error.fieldErrors } : {}),
    ...(error instanceof AppError && error.retryAfterSeconds !== undefined
      ? { retry_after_seconds: error.retryAfterSeconds }
      : {}),
    client_id: clientIdOf(raw),
  })

/** Echoed even where it is longer than a frame's schema allows. */
const clientIdOf = (raw: string | Uint8Array): string | null => {
  try {
    const { client_id: clientId } = parseFrame(raw)
    return typeof clientId === 'string' && clientId.length <= maxEchoedLength ? clientId : null
  } catch {
    return null
  }
}

const maxEchoedLength = 128

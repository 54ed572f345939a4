import { describe, expect, test } from 'bun:test'
import { AppError } from '../errors.ts'
import { text } from '../schema/requests.ts'
import { toErrorEvent } from './common-events.ts'
import { encodeEvent } from './events.ts'
import { createFrameReader, type FrameBudget, frame } from './frames.ts'

const say = frame('say', 'Says something.', { words: text(1, 5) }, 'request')
const read = createFrameReader([say, frame('wave', 'Waves.', {})])

/** What a frame is read as, or refused with, and what it counted as. */
const outcomeOf = (raw: string | Uint8Array) => {
  const counted: FrameBudget[] = []
  try {
    return [read(raw, budget => void counted.push(budget)), counted]
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [error.code, error.fieldErrors ?? error.message, counted]
  }
}

describe('a frame', () => {
  test('is read as its type says, and counts as a request only where its type says so', () => {
    expect(outcomeOf('{"type":"say","words":"Hello","more":1}')).toEqual([
      expect.objectContaining({ type: 'say', words: 'Hello' }),
      ['request'],
    ])
    expect(outcomeOf('{"type":"wave"}')).toEqual([{ type: 'wave' }, ['frame']])
  })

  test('that is not right is refused with its fields, after it was counted', () => {
    expect(outcomeOf('{"type":"say","words":"Hello!"}')).toEqual([
      'VALIDATION_ERROR',
      { words: [expect.any(String)] },
      ['request'],
    ])
    for (const type of ['"shout"', '7', 'null'])
      expect(outcomeOf(`{"type":${type}}`)).toEqual([
        'VALIDATION_ERROR',
        { type: ['Must be one of say, wave.'] },
        ['frame'],
      ])
  })

  test('that is no JSON object, or no text, is refused and counts as a frame', () => {
    const nested = `{"type":"wave","deep":${'['.repeat(5000)}${']'.repeat(5000)}}`
    for (const raw of [
      '',
      'wave',
      '7',
      'null',
      '["wave"]',
      nested,
      new TextEncoder().encode('{"type":"wave"}'),
    ])
      expect(outcomeOf(raw)).toEqual([
        'BAD_REQUEST',
        'A frame must be a JSON object, sent as text.',
        ['frame'],
      ])
  })

  test('is read only when it was counted, and not at all when that is refused', async () => {
    const counted = Promise.withResolvers<void>()
    let isRead = false
    const reading = Promise.resolve(read('{"type":"wave"}', () => counted.promise)).then(() => {
      isRead = true
    })
    await Promise.resolve()
    expect(isRead).toBeFalse()
    counted.resolve()
    await reading
    const refused = async () => read('{"type":"wave"}', () => Promise.reject(new AppError('RATE_LIMITED')))
    await expect(refused()).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  })
})

describe('the error of a frame', () => {
  const errorFor = (error: unknown, raw: string | Uint8Array): unknown =>
    JSON.parse(encodeEvent(toErrorEvent(error, raw))).data

  test('has the code, the fields and the wait of the error, and what the client calls the frame', () => {
    expect(errorFor(new AppError('GIG_NOT_PENDING'), '{"client_id":"mine"}')).toEqual({
      detail: 'This can be done only while the gig is pending.',
      error_code: 'GIG_NOT_PENDING',
      client_id: 'mine',
    })
    const limited = new AppError('RATE_LIMITED', undefined, {
      retryAfterSeconds: 0,
      fieldErrors: { words: ['Too long.'] },
    })
    expect(errorFor(limited, '{}')).toEqual({
      detail: 'Too many requests. Try again later.',
      error_code: 'RATE_LIMITED',
      field_errors: { words: ['Too long.'] },
      retry_after_seconds: 0,
      client_id: null,
    })
  })

  test('says nothing of the cause of an internal one', () => {
    expect(errorFor(new Error('the password is 1234'), '{}')).toEqual({
      detail: 'Something went wrong on our side.',
      error_code: 'INTERNAL_ERROR',
      client_id: null,
    })
  })

  test('repeats a name of at most 128 characters, and nothing that is no name', () => {
    const nameIn = (raw: string | Uint8Array) => errorFor(new AppError('BAD_REQUEST'), raw)
    const named = (name: unknown) => nameIn(JSON.stringify({ client_id: name }))
    expect(named('x'.repeat(128))).toMatchObject({ client_id: 'x'.repeat(128) })
    for (const other of ['x'.repeat(129), 7, ['a'], { length: 1 }])
      expect(named(other)).toMatchObject({ client_id: null })
    for (const raw of ['no JSON', new TextEncoder().encode('{"client_id":"mine"}')])
      expect(nameIn(raw)).toMatchObject({ client_id: null })
  })
})

import { describe, expect, test } from 'bun:test'
import { channel } from '../realtime/channel.ts'
import { event } from '../realtime/events.ts'
import { frame } from '../realtime/frames.ts'
import { namedEnum } from '../schema/kinds.ts'
import { nullish, optional } from '../schema/objects.ts'
import { oneOf, text } from '../schema/requests.ts'
import { view } from '../schema/views.ts'
import { createAsyncApiDocument } from './asyncapi.ts'

const pace = namedEnum('Pace', ['SLOW', 'FAST'], 'How fast.')

const steps = channel({
  name: 'steps',
  path: '/ws/steps/{road}',
  summary: 'Steps.',
  description: 'All steps.',
  params: { road: 'Where.' },
  query: { bbox: 'Which part.' },
  events: [event('step_taken', 'A step was taken.', view.string({ examples: ['left'] }))],
  frames: [
    frame('take_step', 'Takes a step.', {
      name: text(1, 9, { examples: ['left'] }),
      pace: oneOf(pace, { description: 'Of this step.' }),
      note: optional(text(0, 9)),
      shown: nullish(text(0, 9, { examples: ['x'] })),
    }),
  ],
  closeCodes: [{ code: 4000, reason: 'There is no such road.', reconnect: 'no', advice: 'Try another.' }],
  admit: () => ({ topic: 'road', handler: { receive: () => {} } }),
})

// The parts that are looked at below.
interface Document {
  info: { description: string }
  servers: { chayenity: Record<string, unknown> }
  channels: Record<string, { parameters: object; bindings: { ws: { query: object } } }>
  operations: Record<string, object>
  components: {
    messages: Record<string, { title: string; payload: object; examples: { payload: object }[] }>
  }
  'x-close-codes': { code: number }[]
  'x-development': boolean
}

const documentAt = (baseUrl: string, isDevelopment = false): Document =>
  JSON.parse(JSON.stringify(createAsyncApiDocument([steps], baseUrl, isDevelopment)))

const document = documentAt('http://a.example:8000')

describe('the document about the sockets', () => {
  test('says where the server is, below its path where it has one', () => {
    expect(document.servers.chayenity).toMatchObject({ host: 'a.example:8000', protocol: 'ws' })
    expect(document.servers.chayenity).not.toHaveProperty('pathname')
    expect(documentAt('https://b.example/v1').servers.chayenity).toMatchObject({
      host: 'b.example',
      protocol: 'wss',
      pathname: '/v1',
    })
  })

  test('says whether it is for development', () => {
    expect(document['x-development']).toBeFalse()
    expect(documentAt('http://a', true)['x-development']).toBeTrue()
  })

  test('has the bounds of the sockets in words', () => {
    const words = document.info.description.replaceAll('\n', ' ')
    for (const bound of [
      'a frame has at most 16 KiB, 20 frames a second may go on for ever (40 at once), a user has at most 20 sockets',
      'The server pings every 30 seconds and drops a peer that has not answered for 90;',
      '| 4000 |',
    ])
      expect(words).toContain(bound)
  })

  test('has the close codes of all channels and of each, in their order', () => {
    const codes = document['x-close-codes'].map(({ code }) => code)
    expect(codes).toContain(4000)
    expect(codes).toEqual(codes.toSorted((one, other) => one - other))
  })

  test('has what the address of a channel takes, of which the token and the query are required', () => {
    const { parameters, bindings } = document.channels.steps ?? {}
    expect(parameters).toEqual({ road: { description: 'Where.' } })
    expect(bindings?.ws.query).toMatchObject({
      required: ['token', 'bbox'],
      properties: {
        token: { type: 'string', description: 'An access token.' },
        bbox: { type: 'string', description: 'Which part.' },
      },
    })
  })

  test('has an operation for each event, which the server sends, and each frame, which it receives', () => {
    expect(document.operations.steps_step_taken_event).toEqual({
      action: 'send',
      title: 'The server sends step_taken',
      summary: 'A step was taken.',
      description: 'A step was taken. On `/ws/steps/{road}`.',
      channel: { $ref: '#/channels/steps' },
      messages: [{ $ref: '#/channels/steps/messages/step_taken_event' }],
    })
    expect(document.operations.steps_take_step_frame).toMatchObject({
      action: 'receive',
      title: 'The server receives take_step',
    })
  })

  test('has each message with a type of its own and an example', () => {
    const { step_taken_event: taken, take_step_frame: take } = document.components.messages
    expect(taken).toMatchObject({
      title: 'Event step_taken',
      payload: { title: 'StepTakenEnvelope', required: ['type', 'data'] },
      examples: [{ payload: { type: 'step_taken', data: 'left' } }],
    })
    // What is optional is shown where somebody has said how.
    expect(take?.examples[0]?.payload).toEqual({ type: 'take_step', name: 'left', pace: 'SLOW', shown: 'x' })
    expect(take?.payload).toMatchObject({
      title: 'TakeStepFrame',
      properties: {
        pace: { enum: ['SLOW', 'FAST'], title: 'Pace', description: 'Of this step.' },
        shown: { type: ['string', 'null'] },
      },
    })
  })
})

import type { ValidateFunction } from 'ajv'
import type { SeededRandom } from '../../src/lib/random.ts'
import { closeCodes } from '../../src/realtime/close-codes.ts'
import { socketLimits } from '../../src/realtime/limits.ts'
import type { JsonSchema } from '../../test/support/json-schema.ts'
import { createSchemas } from './answers.ts'
import { fittingValue, mutate, mutateText } from './mutations.ts'

/** The AsyncAPI document, as far as the fuzzer reads it. */
export interface AsyncApiDocument {
  channels: Record<string, { address: string; messages: Record<string, unknown> }>
  components: { messages: Record<string, { payload: JsonSchema }> }
}

interface FrameFuzzer {
  /** Sends a few frames over a new socket. @returns what was wrong with the events, and how many frames were sent */
  run(url: string, roomId: string | null, token: string): Promise<{ frames: number; faults: string[] }>
}

/** 1000 is ours, 1006 the server never sends; the channels' own begin at 4000. */
const isExpectedClose = (code: number): boolean =>
  code === 1000 ||
  (code >= 4000 && code < 5000) ||
  code === closeCodes.FRAME_TOO_LARGE.code ||
  // Text that is no UTF-8, which Bun rejects by itself (RFC 6455, 8.1).
  code === 1007

interface Exchange {
  address: string
  frames: (string | Uint8Array<ArrayBuffer>)[]
}

/** Waits for the last pong, or for the end of a connection that the server has closed. */
const exchange = async ({ address, frames }: Exchange): Promise<{ events: string[]; closeCode: number }> => {
  const socket = new WebSocket(address)
  const events: string[] = []
  const closed = Promise.withResolvers<number>()
  socket.onopen = () => {
    for (const frame of frames) socket.send(frame)
    socket.send('{"type":"ping"}')
  }
  socket.onmessage = ({ data }) => {
    events.push(String(data))
    if (events.filter(event => event.includes('"pong"')).length > frames.filter(isPing).length)
      socket.close(1000)
  }
  socket.onclose = ({ code }) => closed.resolve(code)
  // A socket without an answer is a fault of the server, which is reported as the close code 1006.
  const timer = setTimeout(() => socket.terminate(), 10_000)
  const closeCode = await closed.promise
  clearTimeout(timer)
  return { events, closeCode }
}

const isPing = (frame: string | Uint8Array): boolean => frame === '{"type":"ping"}'

const createEventJudge = ({ components }: AsyncApiDocument) => {
  const schemas = createSchemas()
  const validators = new Map<string, ValidateFunction>()
  for (const [name, { payload }] of Object.entries(components.messages))
    if (name.endsWith('_event')) validators.set(name, schemas.compile(payload))
  return (text: string): string | null => {
    const event: { type?: unknown } = JSON.parse(text)
    const validate = validators.get(`${event.type}_event`)
    if (!validate) return `the event ${text} is not documented`
    if (!validate(event)) return `the event ${text} is off schema: ${schemas.errorsText(validate.errors)}`
    return text.includes('"INTERNAL_ERROR"') ? `an internal error: ${text}` : null
  }
}

export const createFrameFuzzer = (document: AsyncApiDocument, random: SeededRandom): FrameFuzzer => {
  const judge = createEventJudge(document)
  const frames = Object.entries(document.components.messages)
    .filter(([name]) => name.endsWith('_frame') && name !== 'ping_frame')
    .map(([, { payload }]) => payload)
  const drawFrame = () => {
    const fitting = fittingValue(random.pick(frames), random)
    const text = JSON.stringify(random.chance(0.4) ? mutate(fitting, random) : fitting)
    return random.chance(0.15) ? mutateText(text, random) : text
  }
  return {
    run: async (url, roomId, token) => {
      const path = roomId && random.chance(0.8) ? `/ws/chat/${roomId}` : '/ws/notifications'
      const sent = Array.from({ length: random.whole(1, 8) }, drawFrame)
      const address = `${url.replace('http', 'ws')}${path}?token=${token}`
      const { events, closeCode } = await exchange({ address, frames: sent })
      const faults = events.map(judge).filter(fault => fault !== null)
      // Where more frames arrive behind one that is too large, the end of the connection can overtake its close frame.
      const isCut =
        closeCode === 1006 && sent.some(frame => Buffer.byteLength(frame) > socketLimits.maxFrameBytes)
      if (!isCut && !isExpectedClose(closeCode))
        faults.push(`${path} was closed with ${closeCode} after ${JSON.stringify(sent).slice(0, 600)}`)
      return { frames: sent.length + 1, faults }
    },
  }
}

import type { CloseCause } from './close-codes.ts'
import { commonEvents } from './common-events.ts'
import { commonFrames } from './common-frames.ts'
import { Connection, type Credential, type SocketHandler, type SocketPlatform } from './connection.ts'
import type { EventDeclaration } from './events.ts'
import { createFrameReader, type FrameDeclaration, type FrameOf } from './frames.ts'
import type { Area } from './socket-registry.ts'

interface ChannelRequest<Param extends string = string> {
  request: Request
  params: Readonly<Record<Param, string>>
  credential: Credential
  baseUrl: string
}

/** The topic that a socket listens to, and the handler of its frames. */
interface Admission<Frame> {
  topic: string
  /** For a topic that is an area; the same for every socket of the topic. */
  area?: Area
  handler: SocketHandler<Frame>
}

interface ChannelDocumentation {
  /** The key of the channel in the document. */
  readonly name: string
  /** With parameters in braces: `/ws/chat/{room_id}`. */
  readonly path: `/ws/${string}`
  readonly summary: string
  readonly description: string
  readonly params: Readonly<Record<string, string>>
  /** What each parameter of the query is, besides the token. */
  readonly query: Readonly<Record<string, string>>
  readonly events: readonly EventDeclaration[]
  readonly frames: readonly FrameDeclaration[]
  /** Its own; those of every channel are in `closeCodes`. */
  readonly closeCodes: readonly CloseCause[]
}

type ParamOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamOf<Rest>
  : never

interface ChannelSpec<Path extends `/ws/${string}`, Frame extends FrameDeclaration>
  extends Omit<ChannelDocumentation, 'closeCodes' | 'query'> {
  readonly path: Path
  readonly params: Readonly<Record<ParamOf<Path>, string>>
  readonly frames: readonly Frame[]
  readonly query?: Readonly<Record<string, string>>
  readonly closeCodes?: readonly CloseCause[]
  /** Accepts a socket, or throws the error that rejects it. */
  admit(
    request: ChannelRequest<ParamOf<Path>>,
  ): Promise<Admission<FrameOf<Frame>> | CloseCause> | Admission<FrameOf<Frame>> | CloseCause
}

/** A socket endpoint: route and document follow from it. */
export interface Channel extends ChannelDocumentation {
  connect(platform: SocketPlatform, request: ChannelRequest): Promise<Connection | CloseCause>
}

/** Declares a socket endpoint. Events and frames of every channel are added to its own. */
export const channel = <const Path extends `/ws/${string}`, Frame extends FrameDeclaration>(
  spec: ChannelSpec<Path, Frame>,
): Channel => {
  const frames = [...spec.frames, ...commonFrames]
  const readFrame = createFrameReader<Frame | (typeof commonFrames)[number]>(frames)
  return {
    ...spec,
    events: [...spec.events, ...commonEvents],
    frames,
    query: spec.query ?? {},
    closeCodes: spec.closeCodes ?? [],
    connect: async (platform, request) => {
      const outcome = await spec.admit(request)
      if ('code' in outcome) return outcome
      return new Connection(platform, { ...outcome, credential: request.credential, readFrame })
    },
  }
}

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

interface Admission<Frame> {
  topic: string
  area?: Area
  /** Of a topic whose publications are numbered: the number of the last one. */
  lastOrder?: number
  handler: SocketHandler<Frame>
}

interface ChannelDocumentation {
  readonly name: string
  /** Parameters are in braces: `/ws/chat/{room_id}`. */
  readonly path: `/ws/${string}`
  readonly summary: string
  readonly description: string
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly events: readonly EventDeclaration[]
  readonly frames: readonly FrameDeclaration[]
  /** The codes of every channel are in `closeCodes`. */
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
  /** May throw the error that rejects the socket. */
  admit(
    request: ChannelRequest<ParamOf<Path>>,
  ): Promise<Admission<FrameOf<Frame>> | CloseCause> | Admission<FrameOf<Frame>> | CloseCause
}

/** Route and document follow from it. */
export interface Channel extends ChannelDocumentation {
  connect(platform: SocketPlatform, request: ChannelRequest): Promise<Connection | CloseCause>
}

/** Events and frames of every channel are added. */
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

import type { Config } from '../config.ts'
import type { ErrorCode } from '../errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { Id, NewId } from '../lib/ids.ts'
import { baseUrlOf } from './base-url.ts'
import type { BodyMemory } from './body-memory.ts'
import type { AppServer } from './listeners.ts'
import { RequestBody } from './request-body.ts'

export interface Caller {
  userId: Id<'user'>
  sessionId: Id<'session'>
}

export interface RequestEnvironment {
  config: Pick<Config, 'publicUrl' | 'trustProxy'>
  clock: Clock
  newId: NewId
  bodies: BodyMemory
}

export class RequestContext {
  readonly startedAt = performance.now()
  caller: Caller | null = null
  errorCode: ErrorCode | null = null
  internalError: unknown = null
  #body: RequestBody | null = null
  #baseUrl: string | null = null

  constructor(
    readonly environment: RequestEnvironment,
    readonly id: string,
    readonly request: Request,
    readonly params: Readonly<Record<string, string>>,
    readonly server: AppServer,
    /** The headers of the response are the framework's, so that its plugins can add to them. */
    readonly headers: Record<string, unknown>,
  ) {}

  get body(): RequestBody {
    this.#body ??= new RequestBody(this.request)
    return this.#body
  }

  /** Where the client reaches this server, without a slash at the end (ruling F3). */
  get baseUrl(): string {
    this.#baseUrl ??= baseUrlOf(this.environment.config, this.request)
    return this.#baseUrl
  }
}

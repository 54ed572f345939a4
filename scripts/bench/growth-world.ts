import { type App, createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { type Context, createContext, disposeContext } from '../../src/context.ts'
import { createTokens } from '../../src/domain/auth/tokens.ts'
import type { UserId } from '../../src/domain/ids.ts'
import { systemWrite } from '../../src/lib/command.ts'
import { parseId } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import { toTimestamp } from '../../src/lib/timestamp.ts'
import { helper, seeker } from './crowd.ts'

const farAway = Date.UTC(2099, 0, 1)

/** A request that is made ready before the time is taken. */
export interface Prepared {
  method: string
  path: string
  token?: string | null
  body?: unknown
  headers?: Record<string, string>
}

/** Somebody in the data, with a token. */
export interface Visitor {
  id: UserId
  token: string
}

/** The whole product over a filled folder, called in this process: what is compared is not the cost of a socket. */
export class GrowthWorld {
  readonly seeker: Visitor
  readonly helper: Visitor
  readonly #ctx: Context
  readonly #app: App
  #made = 0

  private constructor(ctx: Context, seekerToken: string, helperToken: string) {
    this.#ctx = ctx
    this.#app = createApp(ctx)
    this.seeker = { id: userIdOf(seeker), token: seekerToken }
    this.helper = { id: userIdOf(helper), token: helperToken }
  }

  static async open(dataDir: string): Promise<GrowthWorld> {
    const env = { DATA_DIR: dataDir, RATE_LIMIT: 'off', QUOTA_FILES: '1000000', QUOTA_MIB: '1000000' }
    // In a demo people verify themselves; else it differs in nothing that is measured.
    const ctx = createContext(readConfig(env, 'demo'), { log: createLog('silent') })
    const tokenOf = (id: string) => beginSession(ctx, userIdOf(id))
    return new GrowthWorld(ctx, await tokenOf(seeker), await tokenOf(helper))
  }

  close(): Promise<void> {
    return disposeContext(this.#ctx)
  }

  /** A number that no earlier call has got. */
  next(): number {
    this.#made += 1
    return this.#made
  }

  beginSession(id: string): Promise<string> {
    return beginSession(this.#ctx, userIdOf(id))
  }

  toRequest({ method, path, token = null, body, headers = {} }: Prepared): Request {
    const isJson = body !== undefined && !(body instanceof FormData) && !(body instanceof URLSearchParams)
    return new Request(`http://localhost${path}`, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(isJson && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : body }),
    })
  }

  /** @throws Error when the answer is neither a success nor the error that is expected */
  async answer(request: Request, expectedError?: string): Promise<string> {
    const response = await this.#app.handle(request)
    const text = await response.text()
    if (!response.ok && (expectedError === undefined || !text.includes(`"${expectedError}"`)))
      throw new Error(`${request.method} ${request.url} was answered with ${text}`)
    return text
  }

  /** Does something that is not measured. */
  async send<Answer>(prepared: Prepared): Promise<Answer> {
    const text = await this.answer(this.toRequest(prepared))
    return JSON.parse(text === '' ? 'null' : text)
  }
}

const userIdOf = (text: string): UserId => {
  const id = parseId<'user'>(text)
  if (!id) throw new Error(`${text} is no id.`)
  return id
}

const beginSession = async (ctx: Context, userId: UserId): Promise<string> => {
  const write = systemWrite(ctx)
  const session = {
    id: ctx.newId<'session'>(),
    userId,
    createdAt: write.now,
    expiresAt: toTimestamp(farAway),
    endedAt: null,
  }
  await ctx.store.sessions.begin(write, session)
  const claims = { kind: 'access' as const, userId, sessionId: session.id, expiresAt: farAway }
  return createTokens(ctx.secretKey).sign(claims)
}

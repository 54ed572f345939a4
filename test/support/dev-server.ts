import { readConfig } from '../../src/config.ts'
import { type Context, createContext } from '../../src/context.ts'
import { openDevServer } from '../../src/dev/dev-server.ts'
import type { ErrorBody } from '../../src/http/reply.ts'
import { createLog, type Log } from '../../src/lib/log.ts'
import { Client } from './client.ts'
import type { Person, TokenPairJson, UserJson } from './people.ts'

export interface TestDevServer {
  url: string
  stop(): Promise<void>
}

interface DevServerOptions {
  dataDir?: string
  env?: Record<string, string>
  log?: Log
  fill?: (ctx: Context) => Promise<void>
}

/** A development server on a free port, by default empty and in memory. */
export const startTestDevServer = async ({
  dataDir = ':memory:',
  env = {},
  log = createLog('silent'),
  fill = async () => {},
}: DevServerOptions = {}): Promise<TestDevServer> => {
  const config = readConfig({ PORT: '0', DATA_DIR: dataDir, ...env }, 'demo')
  const devServer = await openDevServer({
    config,
    open: clock => createContext(config, { clock, log }),
    fill,
    seed: 42,
    cast: null,
  })
  const server = devServer.listen({ port: 0, hostname: '127.0.0.1', reusePort: false })
  devServer.listeners.add(server)
  return {
    url: `http://127.0.0.1:${server.port}`,
    stop: async () => {
      await devServer.listeners.close()
      await devServer.close()
    },
  }
}

/** A client of one world. */
export class WorldClient extends Client {
  constructor(
    url: string,
    readonly world: string,
    token: string | null = null,
  ) {
    super(url, token)
  }

  override withToken(token: string | null): Client {
    return new WorldClient(this.url, this.world, token)
  }

  override send<Body = ErrorBody>(method: string, path: string, sending: Parameters<Client['send']>[2] = {}) {
    const headers = { 'x-world': this.world, ...sending.headers }
    return super.send<Body>(method, path, { ...sending, headers })
  }
}

export const control = <Body = ErrorBody>(
  server: TestDevServer,
  method: string,
  path: string,
  body?: unknown,
) => new Client(server.url).send<Body>(method, `/api/_dev${path}`, body === undefined ? {} : { body })

/** Logs in without a password. */
export const loginAs = (server: TestDevServer, user: string, more: Record<string, unknown> = {}) =>
  control<TokenPairJson>(server, 'POST', '/login-as', { user, ...more })

/** Registers a user in a world. */
export const joinWorld = async (server: TestDevServer, world: string, name: string): Promise<Person> => {
  const client = new WorldClient(server.url, world)
  const email = `${name.toLowerCase()}@example.com`
  const password = `${name}'s password`
  const user = await client.post<UserJson>('/api/auth/register', { email, password, full_name: name })
  const tokens = await client.send<TokenPairJson>('POST', '/api/auth/login', {
    body: new URLSearchParams({ username: email, password }),
  })
  return {
    user: user.body,
    password,
    tokens: tokens.body,
    client: client.withToken(tokens.body.access_token),
  }
}

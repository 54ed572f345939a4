import type { SocketConstructor } from '../client/index.ts'
import { findServer } from './platform.ts'
import { startProcess } from './server-process.ts'
import { openWorld, type World } from './world.ts'

export type { Fault, LogEntry, LogFilter, World } from './world.ts'

export interface StartOptions {
  /** Example people and gigs; 30 and 60 unless they are given. */
  users?: number
  gigs?: number
  /** The same seed gives the same example data. */
  seed?: number
  /** A world file (`chayenity world save`) in place of example data. */
  from?: string
  /** Variables of the server's environment, such as { RATE_LIMIT: 'on' }. */
  settings?: Readonly<Record<string, string>>
  /** The server in this package unless it is given. */
  command?: readonly [string, ...string[]]
  /** For platforms without one, such as Node 20: that of the package ws. */
  WebSocket?: SocketConstructor
}

export interface Chayenity {
  readonly url: string
  /** Made with the first request. */
  world(name: string): World
}

export interface StartedChayenity extends Chayenity {
  stop(): Promise<void>
}

/** A server that somebody else has started, such as the global set-up of a test runner. */
export const connectChayenity = (
  url: string,
  { WebSocket }: Pick<StartOptions, 'WebSocket'> = {},
): Chayenity => ({
  url,
  world: name => openWorld(url, name, WebSocket),
})

/** Runs on a free port, in memory, until the starting process ends. @throws Error when it cannot start */
export const startChayenity = async ({
  users = 30,
  gigs = 60,
  seed,
  from,
  settings = {},
  command = [findServer()],
  WebSocket,
}: StartOptions = {}): Promise<StartedChayenity> => {
  const [program, ...words] = command
  const content = from === undefined ? ['--users', `${users}`, '--gigs', `${gigs}`] : ['--from', from]
  const options = ['--port', '0', '--until-input-ends', ...content]
  if (seed !== undefined) options.push('--seed', `${seed}`)
  const { url, stop } = await startProcess([program, ...words, 'demo', ...options], {
    DATA_DIR: ':memory:',
    LOG_LEVEL: 'silent',
    MAX_WORLDS: '64',
    ...settings,
  })
  return { ...connectChayenity(url, { ...(WebSocket && { WebSocket }) }), stop }
}

interface WorkerInfo {
  readonly parallelIndex: number
}

type Use<Value> = (value: Value) => Promise<void>

export interface WorldFixture {
  /** Reset for each test. */
  world: World
}

export interface ServerFixture {
  chayenity: StartedChayenity
}

/** `test.extend<WorldFixture, ServerFixture>(chayenityFixtures())` */
export const chayenityFixtures = (
  options: StartOptions = {},
): {
  world(needs: ServerFixture, use: Use<World>, info: WorkerInfo): Promise<void>
  chayenity: [(needs: object, use: Use<StartedChayenity>) => Promise<void>, { scope: 'worker' }]
} => ({
  world: async ({ chayenity }, use, info) => {
    const world = chayenity.world(`worker-${info.parallelIndex}`)
    await world.reset()
    await use(world)
  },
  chayenity: [
    // Playwright reads the names of the fixtures that one needs from the braces.
    // biome-ignore lint/correctness/noEmptyPattern: it needs none.
    async ({}, use) => {
      const server = await startChayenity(options)
      await use(server)
      await server.stop()
    },
    { scope: 'worker' },
  ],
})

import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQL } from 'bun'
import { migrate } from '../../src/storage/postgres/migrations/migrate.ts'
import { freePort } from './ports.ts'
import { untilReady } from './readiness.ts'

/** A real PostgreSQL with PostGIS, started from the packages of Debian in a folder of its own. */

const debianFolder = '/usr/lib/postgresql'

/** Where Debian installs the programs of the server; null where it is missing. */
const findPrograms = (): string | null => {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : []
  const [newest] = versions.sort((a, b) => Number(b) - Number(a))
  return newest === undefined ? null : join(debianFolder, newest, 'bin')
}

/** What the tests need and this machine lacks, as a sentence; null when there is everything. */
export const missingPostgres = (): string | null =>
  findPrograms() === null
    ? 'There is no PostgreSQL with PostGIS (Debian: apt-get install postgresql-15 postgresql-15-postgis-3).'
    : null

/** PostgreSQL refuses to run as root, so there it runs as the user that Debian made for it. */
export const asServerUser =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : []

const run = (command: string[]): void => {
  const { success, stdout, stderr } = Bun.spawnSync(command, { stdout: 'pipe', stderr: 'pipe' })
  if (!success) throw new Error(`${command.join(' ')} failed: ${stderr.toString()}${stdout.toString()}`)
}

/** Ends with this process, however that ends. */
const withUs = ['setpriv', '--pdeathsig', 'QUIT']

/** A disk of memory, where the system has one: nothing in these tests cuts the power. */
const fastDisk = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** The server trusts everybody on this machine, so it is never compared. No log line and no error may show it. */
export const postgresPassword = 'planted-database-Hs8kW3nT'

export interface PostgresServer {
  /** Of a database; without a name of the one that every server has. */
  urlOf(database?: string): string
  readonly port: number
  /** Stops every process of the server where it is; they go on with `thaw`. Connections stay open. */
  freeze(): void
  thaw(): void
  /** Stops the server, which cuts all connections, and starts it again. */
  restart(): Promise<void>
  /** Makes a database with the newest schema. @returns its URL */
  newDatabase(): Promise<string>
  dropDatabase(url: string): Promise<void>
  end(): Promise<void>
  /** Removes the folder when the server has ended with this process, of whose end nothing here hears. */
  outlive(): void
}

/** Starts a server. @param settings such as `max_connections=200` */
export const startPostgres = async (settings: readonly string[] = []): Promise<PostgresServer> => {
  const programs = findPrograms()
  if (programs === null) throw new Error(missingPostgres() ?? '')
  const folder = mkdtempSync(join(fastDisk, 'chayenity-postgres-'))
  if (asServerUser.length > 0) run(['chown', 'postgres', folder])
  const data = join(folder, 'data')
  run([
    ...asServerUser,
    join(programs, 'initdb'),
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
  ])
  const port = freePort()
  const given = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'full_page_writes=off',
    ...settings,
  ]
  const log = join(folder, 'log')
  const start = () =>
    Bun.spawn(
      [
        ...(asServerUser.length > 0 ? [...asServerUser, ...withUs.slice(1)] : withUs),
        join(programs, 'postgres'),
        '-D',
        data,
        '-p',
        String(port),
        ...given.flatMap(one => ['-c', one]),
      ],
      { stdout: 'ignore', stderr: Bun.file(log) },
    )
  let child = start()
  const urlOf = (database = 'postgres') =>
    `postgres://postgres:${postgresPassword}@127.0.0.1:${port}/${database}`
  const admin = new SQL({ url: urlOf(), max: 1 })
  const listens = () =>
    untilReady('PostgreSQL', child, async () => Boolean(await admin.unsafe('SELECT 1')), log)
  await listens()
  const template = await makeTemplate(admin, urlOf)
  let count = 0
  return {
    urlOf,
    port,
    freeze: () => {
      for (const pid of processesOf(child.pid)) process.kill(pid, 'SIGSTOP')
    },
    thaw: () => {
      for (const pid of processesOf(child.pid)) process.kill(pid, 'SIGCONT')
    },
    restart: async () => {
      child.kill('SIGINT')
      await child.exited
      child = start()
      await listens()
    },
    newDatabase: async () => {
      count += 1
      const name = `test_${count}`
      await admin.unsafe(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`)
      return urlOf(name)
    },
    dropDatabase: async url => {
      await admin.unsafe(`DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`)
    },
    end: async () => {
      await admin.close({ timeout: 1 }).catch(() => {})
      child.kill('SIGQUIT')
      await child.exited
      rmSync(folder, { recursive: true, force: true })
    },
    outlive: () => {
      const script = 'while kill -0 $1 2>/dev/null; do sleep 0.5; done; rm -rf "$2"'
      Bun.spawn(['sh', '-c', script, 'sh', String(child.pid), folder], {
        stdio: ['ignore', 'ignore', 'ignore'],
      }).unref()
    },
  }
}

const processesOf = (pid: number): number[] => {
  const { stdout } = Bun.spawnSync(['pgrep', '-P', String(pid)], { stdout: 'pipe' })
  return [pid, ...stdout.toString().split('\n').filter(Boolean).map(Number)]
}

const makeTemplate = async (admin: SQL, urlOf: (database: string) => string): Promise<string> => {
  const name = 'migrated'
  await admin.unsafe(`CREATE DATABASE ${name}`)
  const sql = new SQL({ url: urlOf(name), max: 1, prepare: false })
  await migrate(sql)
  await sql.close()
  return name
}

/** One server for all tests of this process, which ends with it: to start it takes seconds. */
let shared: Promise<PostgresServer> | null = null

export interface TakenDatabase {
  url: string
  /** Removes the database, once nothing has it open. */
  giveBack(): Promise<void>
}

/** A new database of a server that is started where none runs. */
export const takeDatabase = async (): Promise<TakenDatabase> => {
  shared ??= startPostgres(['max_connections=300']).then(server => {
    server.outlive()
    return server
  })
  const server = await shared
  const url = await server.newDatabase()
  return { url, giveBack: () => server.dropDatabase(url) }
}

import { chownSync, existsSync } from 'node:fs'
import { SQL } from 'bun'
import { temporaryFolder } from './processes.ts'

/** PostgreSQL with PostGIS from Debian's packages, in a temporary folder of its own. */

const programs = '/usr/lib/postgresql/15/bin'

export interface Postgis {
  sql: SQL
  stop(): Promise<void>
}

const asPostgres = async (command: string[]): Promise<string> => {
  // The server refuses to run as root.
  const words = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command
  const child = Bun.spawn(words, { stdout: 'pipe', stderr: 'pipe', cwd: '/' })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  if ((await child.exited) !== 0) throw new Error(`${command.join(' ')}: ${err}`)
  return out.trim()
}

const freePort = (): number => {
  const probe = Bun.serve({ port: 0, fetch: () => new Response() })
  const { port } = probe
  void probe.stop(true)
  return port ?? 0
}

/** @returns null where the packages are not installed */
export const startPostgis = async (): Promise<Postgis | null> => {
  const isThere =
    existsSync(`${programs}/postgres`) && existsSync('/usr/share/postgresql/15/extension/postgis.control')
  if (!isThere) return null
  const folder = temporaryFolder()
  if (process.getuid?.() === 0) {
    const id = async (flag: string) =>
      Number(await new Response(Bun.spawn(['id', flag, 'postgres']).stdout).text())
    chownSync(folder.path, await id('-u'), await id('-g'))
  }
  const data = `${folder.path}/data`
  const port = freePort()
  await asPostgres([`${programs}/initdb`, '-D', data, '-A', 'trust', '-U', 'postgres'])
  const settings = `-p ${port} -k ${folder.path} -c listen_addresses=127.0.0.1 -c shared_buffers=512MB -c max_parallel_workers_per_gather=0`
  await asPostgres([
    `${programs}/pg_ctl`,
    '-D',
    data,
    '-w',
    '-l',
    `${folder.path}/log`,
    '-o',
    settings,
    'start',
  ])
  const sql = new SQL({ url: `postgres://postgres@127.0.0.1:${port}/postgres`, max: 1 })
  await sql.unsafe('CREATE EXTENSION postgis')
  return {
    sql,
    stop: async () => {
      await sql.close()
      await asPostgres([`${programs}/pg_ctl`, '-D', data, '-m', 'immediate', 'stop'])
      folder.remove()
    },
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './ports.ts'
import { asServerUser } from './postgres.ts'
import { untilReady } from './readiness.ts'
import { toolPath } from './tools.ts'

/** Starts pgbouncer in front of a server, with few connections for many clients. */
export const startPgbouncer = async (serverPort: number) => {
  const folder = mkdtempSync(join(tmpdir(), 'chayenity-pgbouncer-'))
  const port = freePort()
  writeFileSync(join(folder, 'users.txt'), '"postgres" ""\n')
  const config = join(folder, 'pgbouncer.ini')
  writeFileSync(
    config,
    `[databases]
* = host=127.0.0.1 port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, 'users.txt')}
pool_mode = transaction
default_pool_size = 3
max_client_conn = 200
server_login_retry = 1
`,
  )
  if (asServerUser.length > 0) Bun.spawnSync(['chown', '-R', 'postgres', folder])
  const program = Bun.which('pgbouncer', { PATH: toolPath }) ?? 'pgbouncer'
  const log = join(folder, 'log')
  const child = Bun.spawn([...asServerUser, program, '-q', config], {
    stdout: 'ignore',
    stderr: Bun.file(log),
  })
  await untilReady('pgbouncer', child, () => accepts(port), log)
  return {
    port,
    end: async () => {
      child.kill('SIGKILL')
      await child.exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const accepts = async (port: number): Promise<boolean> => {
  const socket = await Bun.connect({ hostname: '127.0.0.1', port, socket: { data: () => {} } })
  socket.end()
  return true
}

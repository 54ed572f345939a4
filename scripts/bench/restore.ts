import { connectWith } from '../../test/support/sockets.ts'
import { startPinned, temporaryFolder } from './processes.ts'
import { interleave, report } from './report.ts'

/**
 * How long a world of a server for development takes to be put back to a checkpoint, from the request to the answer, while
 * sockets are open.
 */

const rounds = 11
const people = 200
const gigs = 500
const socketCount = 20

export const benchRestore = async (): Promise<void> => {
  const folder = temporaryFolder()
  const demo = await startPinned(
    [process.execPath, 'src/main.ts', 'demo', '--users', String(people), '--gigs', String(gigs)],
    { DATA_DIR: folder.path, LOG_LEVEL: 'warn' },
  )
  const control = async (path: string, world: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${demo.url}/api/_dev${path}`, {
      method: 'POST',
      headers: { 'x-world': world, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}.`)
    return answer.json()
  }
  const openSockets = async (world: string) => {
    const tokens = (await control('/login-as', world, { user: 'mali' })) as { access_token: string }
    const token = `${tokens.access_token}&__world=${world}`
    return Promise.all(
      Array.from({ length: socketCount }, () => connectWith(demo, '/ws/notifications', token).opened()),
    )
  }
  const variant = (name: string, world: string) => ({
    name,
    unit: 'ms',
    run: async () => {
      const sockets = await openSockets(world)
      const since = performance.now()
      await control('/reset', world)
      const ms = performance.now() - since
      await Promise.all(sockets.map(socket => socket.closed))
      return ms
    },
  })
  const series = await interleave(
    [variant('restore the main world, on the disk', ''), variant('restore a named world, in memory', 'one')],
    rounds,
  )
  await report('restore', series, [
    `${people} people, ${gigs} gigs and ${socketCount} open sockets, from the request to the answer.`,
  ])
  await demo.stop()
  folder.remove()
}

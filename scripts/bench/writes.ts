import { join } from 'node:path'
import { runWrk } from './load.ts'
import { joinBench, postBenchGig } from './people.ts'
import { startProduct, temporaryFolder } from './processes.ts'
import { interleave, report } from './report.ts'

/**
 * Gigs posted by 64 connections, each answered when it is on the disk; then reads beside 32 writers. Once with one sync
 * for all that wait (`DURABILITY=grouped`), once with SQLite's own sync (`full`), which since acts share transactions
 * is one for each batch too.
 */

const seconds = 2
const rounds = 5
const variants = ['grouped', 'full'] as const

const postScript = (token: string) => `
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "${token}"
wrk.body = [[{"title":"Help move furniture","description":"A sofa and a dining table","duration_hours":3,"budget":1500,"latitude":13.7563,"longitude":100.5018,"address_text":"123 Main St, Bangkok"}]]
`

export const benchWrites = async (): Promise<void> => {
  const folder = temporaryFolder()
  const servers = await Promise.all(
    variants.map(async durability => {
      const server = await startProduct(join(folder.path, durability), { DURABILITY: durability })
      const person = await joinBench(server.url, 'bench')
      const gigId = await postBenchGig(server.url, person, 1)
      const script = join(folder.path, `${durability}.lua`)
      await Bun.write(script, postScript(person.headers.authorization ?? ''))
      const write = (connections: number) =>
        runWrk({ url: `${server.url}/api/gigs`, seconds, connections, script })
      const read = () =>
        runWrk({
          url: `${server.url}/api/gigs/${gigId}`,
          seconds,
          connections: 4,
          headers: person.headers,
        })
      return { durability, server, write, read }
    }),
  )
  const series = await interleave(
    servers.flatMap(({ durability, write, read }) => [
      { name: `posts, ${durability}`, unit: '/s', run: async () => (await write(64)).perSecond },
      {
        name: `p99 of a read beside 32 writers, ${durability}`,
        unit: 'ms',
        run: async () => (await Promise.all([read(), write(32)]))[0].p99Ms,
      },
    ]),
    rounds,
  )
  await report('writes', series, ['Every post is on the disk before it is answered.'])
  for (const { server } of servers) await server.stop()
  folder.remove()
}

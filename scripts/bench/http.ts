import { fillStore, idOfGig, luaOfGigs, makeCrowd } from './crowd.ts'
import { cpuPerRequest } from './load.ts'
import { type BenchPerson, joinBench } from './people.ts'
import { limits, type Server, startPinned, startProduct, temporaryFolder } from './processes.ts'
import { interleave, report, sayProgress } from './report.ts'

/**
 * What a GET costs: CPU time of the whole server process for each request, all threads, in microseconds. Rates say
 * little on a machine that is shared. By hand does the same for each request, and its answers are compared.
 */

const seconds = 2
const rounds = 5
const gigCount = 100_000

/** @throws Error where the two servers send different bytes */
const assertSame = async (paths: string[], servers: Server[], { headers }: BenchPerson) => {
  for (const path of paths) {
    const texts = await Promise.all(
      servers.map(async ({ url }) =>
        (await fetch(url + path, { headers: { ...headers, host: 'localhost' } })).text(),
      ),
    )
    if (new Set(texts).size > 1) throw new Error(`The answers to ${path} differ: ${texts.join(' ')}`)
  }
}

export const benchHttp = async (): Promise<void> => {
  const folder = temporaryFolder()
  const dataDir = `${folder.path}/data`
  sayProgress(`writing ${gigCount} gigs`)
  await (await fillStore(dataDir, makeCrowd(gigCount))).close()
  const product = await startProduct(dataDir)
  const person = await joinBench(product.url, 'bench')
  const raw = await startPinned([process.execPath, 'scripts/bench/raw-serve.ts'], {
    DATA_DIR: dataDir,
    ...limits,
  })
  const script = `${folder.path}/gigs.lua`
  await Bun.write(script, luaOfGigs('/api/gigs/%s', gigCount))
  const [me, gig, list] = ['/api/auth/me', `/api/gigs/${idOfGig(gigCount / 2)}`, '/api/gigs?limit=20']
  await assertSame([me, gig, list], [product, raw], person)

  const variant = (name: string, server: Server, path: string, lua?: string) => ({
    name,
    unit: 'µs',
    run: () =>
      cpuPerRequest(server, {
        path,
        seconds,
        connections: 16,
        headers: person.headers,
        ...(lua && { script: lua }),
      }),
  })
  const both = (what: string, path: string, lua?: string) => [
    variant(`Bun.serve by hand, ${what}`, raw, path, lua),
    variant(`Chayenity, ${what}`, product, path, lua),
  ]
  const series = await interleave(
    [
      variant('Bun.serve by hand, hello', raw, '/hello'),
      ...both('who am I', me),
      ...both('one gig', gig),
      ...both('another gig each time', gig, script),
      ...both('list of 20', list),
      variant(
        'Chayenity, search of 20',
        product,
        '/api/gigs/search?latitude=13.75&longitude=100.5&radius=5&status=PENDING',
      ),
    ],
    rounds,
  )
  await report('http', series, [
    `CPU time per request, among ${gigCount} gigs. By hand means the same token, limit, headers, bytes and log line, without layers.`,
  ])
  await raw.stop()
  await product.stop()
  folder.remove()
}

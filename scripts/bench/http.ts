import { cpuPerRequest } from './load.ts'
import { joinBench, postBenchGig } from './people.ts'
import { type Server, startPinned, startProduct, temporaryFolder } from './processes.ts'
import { interleave, report } from './report.ts'

/**
 * What a GET costs: CPU time of the whole server process for each request, all threads, in microseconds. Rates say
 * little on a machine that is shared. The product runs with everything on: authentication, limits, log, ids, schemas.
 */

const seconds = 2
const rounds = 5
const gigs = 120

export const benchHttp = async (): Promise<void> => {
  const folder = temporaryFolder()
  const product = await startProduct(folder.path)
  const person = await joinBench(product.url, 'bench')
  let gigId = ''
  for (let at = 0; at < gigs; at += 1) gigId = await postBenchGig(product.url, person, at)
  const raw = await startPinned([process.execPath, 'scripts/bench/raw-serve.ts'], {
    DATA_DIR: folder.path,
    TOKEN: person.headers.authorization?.slice('Bearer '.length) ?? '',
    USER_ID: person.id,
  })

  const variant = (name: string, server: Server, path: string) => ({
    name,
    unit: 'µs',
    run: () => cpuPerRequest(server, { path, seconds, connections: 16, headers: person.headers }),
  })
  const series = await interleave(
    [
      variant('Bun.serve by hand, hello', raw, '/hello'),
      variant('Bun.serve by hand, who am I', raw, '/me'),
      variant('Chayenity, who am I', product, '/api/auth/me'),
      variant('Bun.serve by hand, one gig', raw, `/gigs/${gigId}`),
      variant('Chayenity, one gig', product, `/api/gigs/${gigId}`),
      variant('Chayenity, list of 20', product, '/api/gigs?limit=20'),
      variant(
        'Chayenity, search of 20',
        product,
        '/api/gigs/search?latitude=13.75&longitude=100.5&radius=5&status=PENDING',
      ),
    ],
    rounds,
  )
  await report('http', series, [
    'CPU time per request. By hand means without limits, log, request ids, schemas and signatures.',
  ])
  await raw.stop()
  await product.stop()
  folder.remove()
}

import { copyFileSync, existsSync, mkdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePort } from '../../test/support/ports.ts'
import { fillStore, idOfGig, makeCrowd } from './crowd.ts'
import { deliveryVariants } from './deliveries.ts'
import { cpuPerRequest } from './load.ts'
import { type BenchPerson, joinBench, writePostScript } from './people.ts'
import { pocketBaseQuestions, startPocketBase } from './pocketbase.ts'
import { root, type Server, startPinned, startProduct, temporaryFolder } from './processes.ts'
import { gigsOr, interleave, report, sayProgress } from './report.ts'

/**
 * The same questions over the same 100 000 gigs to programs that people use in our place, as CPU time of the whole process
 * for each request. They are fetched from npm and from Go's proxy into a temporary folder; what cannot be had is named
 * and left out.
 */

const load = { seconds: 1, connections: 16 }
const slowLoad = { seconds: 4, connections: 1 }
const rounds = 5
const gigCount = gigsOr(100_000)
const secret = 'a secret of 32 bytes, for measuring'
const packages = {
  fastify: '5.6.1',
  '@fastify/jwt': '10.0.0',
  'better-sqlite3': '12.4.1',
  'json-server': '0.17.4',
  '@stoplight/prism-cli': '5.14.2',
}

interface Question {
  path: string
  headers?: Record<string, string>
  /** A script for wrk. */
  script?: string
  /** It takes a tenth of a second and more. */
  isSlow?: boolean
}

interface Peer {
  name: string
  server: Server
  questions: Record<string, Question>
}

/** @returns why the peers cannot be had, or null */
const installPeers = async (folder: string): Promise<string | null> => {
  const [npm, node] = [Bun.which('npm'), Bun.which('node')]
  if (!npm || !node) return 'Node and npm are not installed'
  mkdirSync(folder)
  await Bun.write(join(folder, 'package.json'), '{ "private": true }')
  const names = Object.entries(packages).map(([name, version]) => `${name}@${version}`)
  sayProgress('fetching the peers from npm')
  const child = Bun.spawn([npm, 'install', '--no-save', '--no-audit', '--no-fund', '--silent', ...names], {
    cwd: folder,
    env: { ...process.env, ...headersOf(node) },
    stdout: 'ignore',
    stderr: 'ignore',
  })
  return (await child.exited) === 0 ? null : 'npm could not install them'
}

/** Where better-sqlite3 has to be compiled, the headers of this Node are taken: to fetch them may take for ever. */
const headersOf = (node: string): Record<string, string> => {
  const prefix = dirname(dirname(realpathSync(node)))
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {}
}

/** Scripts look for packages beside themselves, so they are copied to where those are. */
const startNode = (folder: string, script: string, env: Record<string, string>): Promise<Server> => {
  copyFileSync(join(root, 'scripts/bench', script), join(folder, script))
  return startPinned(['node', join(folder, script)], env)
}

const tokenForFastify = async (folder: string): Promise<string> => {
  const script = `process.stdout.write(require('fast-jwt').createSigner({ key: process.env.SECRET })({ sub: 'bench' }))`
  const child = Bun.spawn(['node', '-e', script], { cwd: folder, env: { ...process.env, SECRET: secret } })
  return new Response(child.stdout).text()
}

const startPeers = async (
  folder: string,
  dataDir: string,
  product: Server,
  person: BenchPerson,
  id: string,
) => {
  const read = async (path: string) => (await fetch(product.url + path, { headers: person.headers })).text()
  await Bun.write(join(folder, 'openapi.json'), await read('/openapi.json'))
  const one: unknown = JSON.parse(await read(`/api/gigs/${id}`))
  const all = Array.from({ length: gigCount }, (_, at) => Object.assign({}, one, { id: idOfGig(at) }))
  const [file, prism] = [
    join(folder, 'db.json'),
    join(folder, 'node_modules/@stoplight/prism-cli/dist/index.js'),
  ]
  await Bun.write(file, JSON.stringify({ gigs: all }))
  const env = { DATA_DIR: dataDir, DB_FILE: file, SECRET: secret }
  const { SECRET: _, ...open } = env
  const headers = { authorization: `Bearer ${await tokenForFastify(folder)}` }
  const questions = (one: string, list: string) => ({
    'one gig': { path: one, headers },
    'list of 20': { path: list, headers },
  })
  const fastify = questions(`/gigs/${id}`, '/gigs?limit=20')
  const port = freePort()
  const command = ['node', prism, 'mock', '-h', '127.0.0.1', '-p', String(port), join(folder, 'openapi.json')]
  return [
    {
      name: 'Fastify with a token',
      server: await startNode(folder, 'fastify-serve.cjs', env),
      questions: fastify,
    },
    {
      name: 'Fastify open to all',
      server: await startNode(folder, 'fastify-serve.cjs', open),
      questions: fastify,
    },
    {
      name: 'json-server',
      server: await startNode(folder, 'json-serve.cjs', env),
      questions: questions(`/gigs/${id}`, '/gigs?_limit=20'),
    },
    {
      name: 'Prism',
      server: await startPinned(command),
      questions: questions(`/api/gigs/${id}`, '/api/gigs?limit=20'),
    },
  ]
}

const search = 'search of 20 within 5 km'
const post = 'post'

const productQuestions = async (
  folder: string,
  person: BenchPerson,
  id: string,
): Promise<Record<string, Question>> => {
  const { headers } = person
  return {
    'one gig': { path: `/api/gigs/${id}`, headers },
    'list of 20': { path: '/api/gigs?limit=20', headers },
    [search]: {
      path: '/api/gigs/search?latitude=13.75&longitude=100.5&radius=5&status=PENDING&sort=newest',
      headers,
    },
    [post]: { path: '/api/gigs', script: await writePostScript(join(folder, 'post.lua'), person) },
  }
}

const pocketBasePeer = async (folder: string, server: Server): Promise<Peer> => {
  const { one, list, search: near, post: path, posted } = pocketBaseQuestions(gigCount / 2)
  const script = join(folder, 'pocketbase-post.lua')
  await Bun.write(
    script,
    `wrk.method = "POST"\nwrk.headers["content-type"] = "application/json"\nwrk.body = [[${posted}]]\n`,
  )
  return {
    name: 'PocketBase',
    server,
    questions: {
      'one gig': { path: one },
      'list of 20': { path: list },
      [search]: { path: near, isSlow: true },
      [post]: { path, script },
    },
  }
}

const variantsOf = ({ name, server, questions }: Peer) =>
  Object.entries(questions).map(([what, { isSlow = false, ...question }]) => ({
    name: `${what}, ${name}`,
    unit: 'µs',
    run: () => cpuPerRequest(server, { ...question, ...(isSlow ? slowLoad : load) }),
  }))

export const benchPeers = async (): Promise<void> => {
  const folder = temporaryFolder()
  const [dataDir, peerFolder] = [join(folder.path, 'data'), join(folder.path, 'peers')]
  sayProgress(`writing ${gigCount} gigs`)
  const crowd = makeCrowd(gigCount)
  await (await fillStore(dataDir, crowd)).close()
  const server = await startProduct(dataDir)
  const person = await joinBench(server.url, 'bench')
  const id = idOfGig(gigCount / 2)
  const product = { name: 'Chayenity', server, questions: await productQuestions(folder.path, person, id) }
  const absent = await installPeers(peerFolder)
  const peers = absent ? [] : await startPeers(peerFolder, dataDir, server, person, id)
  const started = await startPocketBase(join(folder.path, 'pocketbase'), crowd)
  const pocketBase = typeof started === 'string' ? undefined : await pocketBasePeer(folder.path, started)
  const all = [product, ...(pocketBase ? [pocketBase] : []), ...peers]
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`)
  const deliveries = await deliveryVariants(product.server, person, pocketBase?.server)
  const series = await interleave([...all.flatMap(variantsOf), ...deliveries], rounds)
  await report('peers', series, [
    'CPU time per request, at 16 connections; for the search of PocketBase at one.',
    absent
      ? `Fastify, json-server and Prism were left out: ${absent}.`
      : `On Node ${nodeVersion()}: ${versions.join(', ')}. Prism makes its answers up from the document and keeps nothing.`,
    typeof started === 'string'
      ? `PocketBase was left out: ${started}.`
      : 'PocketBase is open to everybody, has an index for the list, and orders a search by time as ours is here.',
  ])
  for (const peer of all) await peer.server.stop()
  folder.remove()
}

const nodeVersion = () => Bun.spawnSync(['node', '--version']).stdout.toString().trim()

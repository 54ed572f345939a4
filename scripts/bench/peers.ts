import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fillStore, idOfGig, makeCrowd } from './crowd.ts'
import { cpuPerRequest } from './load.ts'
import { type BenchPerson, joinBench } from './people.ts'
import { freePort, root, type Server, startPinned, startProduct, temporaryFolder } from './processes.ts'
import { interleave, report, sayProgress } from './report.ts'

/**
 * One gig and a list of 20 of the same 100 000 gigs from programs that people use in our place, as CPU time of the whole
 * process for each request. They are fetched from npm into a temporary folder; what cannot be had is named and left out.
 */

const seconds = 1
const rounds = 5
const gigCount = 100_000
const secret = 'a secret of 32 bytes, for measuring'
const packages = {
  fastify: '5.6.1',
  '@fastify/jwt': '10.0.0',
  'better-sqlite3': '12.4.1',
  'json-server': '0.17.4',
  '@stoplight/prism-cli': '5.14.2',
}

interface Peer {
  name: string
  server: Server
  onePath: string
  listPath: string
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
    stdout: 'ignore',
    stderr: 'ignore',
  })
  return (await child.exited) === 0 ? null : 'npm could not install them'
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
  const [onePath, listPath] = [`/gigs/${id}`, '/gigs?limit=20']
  const port = freePort()
  const command = ['node', prism, 'mock', '-h', '127.0.0.1', '-p', String(port), join(folder, 'openapi.json')]
  return [
    {
      name: 'Fastify with a token',
      server: await startNode(folder, 'fastify-serve.cjs', env),
      onePath,
      listPath,
    },
    {
      name: 'Fastify open to all',
      server: await startNode(folder, 'fastify-serve.cjs', open),
      onePath,
      listPath,
    },
    {
      name: 'json-server',
      server: await startNode(folder, 'json-serve.cjs', env),
      onePath,
      listPath: '/gigs?_limit=20',
    },
    {
      name: 'Prism',
      server: await startPinned(command),
      onePath: `/api/gigs/${id}`,
      listPath: '/api/gigs?limit=20',
    },
  ]
}

const variantsOf = ({ name, server, onePath, listPath }: Peer, headers: Record<string, string>) =>
  Object.entries({ 'one gig': onePath, 'list of 20': listPath }).map(([what, path]) => ({
    name: `${what}, ${name}`,
    unit: 'µs',
    run: () => cpuPerRequest(server, { path, seconds, connections: 16, headers }),
  }))

export const benchPeers = async (): Promise<void> => {
  const folder = temporaryFolder()
  const [dataDir, peerFolder] = [join(folder.path, 'data'), join(folder.path, 'peers')]
  sayProgress(`writing ${gigCount} gigs`)
  await (await fillStore(dataDir, makeCrowd(gigCount))).close()
  const product = await startProduct(dataDir)
  const person = await joinBench(product.url, 'bench')
  const id = idOfGig(gigCount / 2)
  const absent = await installPeers(peerFolder)
  const ours = {
    name: 'Chayenity',
    server: product,
    onePath: `/api/gigs/${id}`,
    listPath: '/api/gigs?limit=20',
  }
  const variants = variantsOf(ours, person.headers)
  const peers = absent ? [] : await startPeers(peerFolder, dataDir, product, person, id)
  const token = absent ? '' : await tokenForFastify(peerFolder)
  for (const peer of peers) variants.push(...variantsOf(peer, { authorization: `Bearer ${token}` }))
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`)
  const series = await interleave(variants, rounds)
  await report('peers', series, [
    'CPU time per request, at 16 connections.',
    absent
      ? `Fastify, json-server and Prism were left out: ${absent}.`
      : `On Node ${nodeVersion()}: ${versions.join(', ')}. Prism makes its answers up from the document and keeps nothing.`,
  ])
  for (const { server } of [ours, ...peers]) await server.stop()
  folder.remove()
}

const nodeVersion = () => Bun.spawnSync(['node', '--version']).stdout.toString().trim()

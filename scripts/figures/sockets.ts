import type { Socket } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../../src/config.ts'
import { createContext, disposeContext } from '../../src/context.ts'
import { beginSession, openAccount } from '../../src/domain/auth/service.ts'
import { createTokens } from '../../src/domain/auth/tokens.ts'
import { findRoomOfGig } from '../../src/domain/chat/service.ts'
import type { GigDraft } from '../../src/domain/gigs/rules.ts'
import { acceptGig, postGig } from '../../src/domain/gigs/service.ts'
import { commandOf } from '../../src/lib/command.ts'
import { wholeSatang } from '../../src/lib/money.ts'
import { socketLimits } from '../../src/realtime/limits.ts'
import { Client } from '../../test/support/client.ts'
import { temporaryFolder } from '../../test/support/process.ts'
import { connectSilentPeer } from '../../test/support/slow-reader.ts'
import { connectLoads, endLoads, toClientFrame } from '../bench/socket-load.ts'
import { startProductProcess } from './product-process.ts'

/**
 * The memory of a server with idle sockets and with readers that never read, whose rooms are flooded:
 * bun scripts/figures/sockets.ts [--idle 10000] [--silent 1000] [--max 300]. It fails when the server holds more than so
 * many MB at any moment, when such a reader is not cut off, or when an idle socket does not answer any more.
 */

const { values } = parseArgs({
  options: {
    idle: { type: 'string', default: '10000' },
    silent: { type: 'string', default: '1000' },
    max: { type: 'string', default: '300' },
  },
})
const idleCount = Number(values.idle)
const silentCount = Number(values.silent)
const maxMb = Number(values.max)
const say = (text: string) => process.stdout.write(`${text}\n`)
const note = (text: string) => process.stderr.write(`  ${text}\n`)

/**
 * The buffers of the system hold megabytes for each reader before the server has to keep anything. In a network of its own
 * they are small, so that all readers reach the bound of the server. Without that, more is sent.
 */
const smallBuffers = '4096 16384 65536'
const reexecuteInOwnNetwork = (): void => {
  if (process.env.OWN_NETWORK) return
  const script = `ip link set lo up && echo ${smallBuffers} > /proc/sys/net/ipv4/tcp_wmem && exec "$0" "$@"`
  const probe = Bun.spawnSync(['unshare', '-n', 'sh', '-c', script, 'true'])
  if (!probe.success) {
    note('Without unshare(1), ip(8) and root, the buffers of the system stay large.')
    return
  }
  const { exitCode } = Bun.spawnSync(
    ['unshare', '-n', 'sh', '-c', script, ...[process.execPath, ...process.argv.slice(1)]],
    {
      env: { ...process.env, OWN_NETWORK: '1' },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  process.exit(exitCode)
}
reexecuteInOwnNetwork()

const content = '🛵'.repeat(4000)
const messagesEach = process.env.OWN_NETWORK ? 60 : 600
const perUser = socketLimits.maxSocketsPerUser

const draft: GigDraft = {
  title: 'Help move furniture',
  description: 'A sofa and a dining table',
  durationHours: 3,
  budgetSatang: wholeSatang(150_000),
  latitude: 13.7563,
  longitude: 100.5018,
  addressText: '123 Main St, Bangkok',
  imageUrls: [],
  startsAt: null,
}

interface Prepared {
  idlePaths: string[]
  silent: { path: string; token: string }[]
  seekerToken: string
  roomIds: string[]
}

/** People, rooms and tokens, made without passwords, which would take longer than all else. */
const prepare = async (dataDir: string): Promise<Prepared> => {
  const ctx = createContext(
    readConfig({ DATA_DIR: dataDir, ACCESS_TOKEN_MINUTES: '1440', LOG_LEVEL: 'error' }, 'production'),
  )
  const tokens = createTokens(ctx.secretKey)
  const join = async (name: string) => {
    const { id } = await openAccount(
      ctx,
      { email: `${name}@example.com`, fullName: name, contactInfo: null },
      'none',
    )
    return { id, token: (await beginSession(ctx, tokens, id)).accessToken }
  }
  const idlePaths: string[] = []
  for (let at = 0; at < Math.ceil(idleCount / perUser); at += 1) {
    const { token } = await join(`idle${at}`)
    idlePaths.push(...Array.from({ length: perUser }, () => `/ws/notifications?token=${token}`))
  }
  const seeker = await join('seeker')
  const silent: Prepared['silent'] = []
  const roomIds: string[] = []
  for (let at = 0; at < Math.ceil(silentCount / perUser); at += 1) {
    const helper = await join(`helper${at}`)
    const gig = await postGig(ctx, commandOf(seeker.id, ctx), draft)
    await acceptGig(ctx, commandOf(helper.id, ctx), gig.id)
    const room = await findRoomOfGig(ctx, gig.id, seeker.id)
    if (!room) throw new Error('The accepted gig has no room.')
    roomIds.push(room.id)
    for (let more = 0; more < perUser; more += 1)
      silent.push({ path: `/ws/chat/${room.id}`, token: helper.token })
  }
  await disposeContext(ctx)
  return {
    idlePaths: idlePaths.slice(0, idleCount),
    silent: silent.slice(0, silentCount),
    seekerToken: seeker.token,
    roomIds,
  }
}

const folder = temporaryFolder()
const dataDir = join(folder.path, 'data')
const prepared = await prepare(dataDir)
const server = await startProductProcess({ DATA_DIR: dataDir, ACCESS_TOKEN_MINUTES: '1440' })
const faults: string[] = []
let peakMb = 0
const sample = (): number => {
  const mb = server.memoryMb()
  peakMb = Math.max(peakMb, mb)
  return mb
}
const settled = async (what: string): Promise<number> => {
  await Bun.sleep(1500)
  const mb = sample()
  note(`${what}: ${mb.toFixed(0)} MB`)
  return mb
}
const emptyMb = await settled('the server alone')
const idle = await connectLoads(server.url, prepared.idlePaths)
const idleMb = await settled(`${idle.length} idle sockets`)

const peers: Socket[] = []
for (const { path, token } of prepared.silent) {
  peers.push(await connectSilentPeer(server, path, token))
  if (peers.length % 50 === 0) sample()
}
await settled(`${peers.length} silent readers`)

const sampling = setInterval(sample, 20)
const seeker = new Client(server.url, prepared.seekerToken)
for (let at = 0; at < messagesEach; at += 1) {
  const sent = await Promise.all(
    prepared.roomIds.map(id => seeker.post(`/api/chat/rooms/${id}/messages`, { content })),
  )
  const failed = sent.find(({ status }) => status !== 201)
  if (failed) throw new Error(`A message was answered with ${failed.status}.`)
  if (at % 10 === 9) note(`${at + 1} messages in each room: ${sample().toFixed(0)} MB`)
}
clearInterval(sampling)

/** A reader that was cut off comes to an end when it reads what has arrived. */
const isCutOff = (peer: Socket): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  peer.once('close', () => resolve(true))
  setTimeout(() => resolve(false), 20_000)
  peer.resume()
  return promise
}
const cutOff = (await Promise.all(peers.map(isCutOff))).filter(isCut => isCut).length
if (cutOff < peers.length) faults.push(`${peers.length - cutOff} silent readers were not cut off.`)

let answers = 0
const { promise: allAnswered, resolve } = Promise.withResolvers<void>()
for (const load of idle) {
  load.onFrames = count => {
    answers += count
    if (answers >= idle.length) resolve()
  }
  load.send(toClientFrame({ type: 'ping' }))
}
await Promise.race([allAnswered, Bun.sleep(60_000)])
if (answers < idle.length) faults.push(`${idle.length - answers} idle sockets did not answer.`)
const afterMb = await settled('after the flood')
endLoads()
await server.end('SIGTERM')
folder.remove()
if (peakMb > maxMb) faults.push(`The server held ${peakMb.toFixed(0)} MB.`)
for (const fault of faults) say(fault)
say(
  `${faults.length === 0 ? 'Within the bound' : 'FAILED'}: resident memory ${emptyMb.toFixed(0)} MB alone, ${idleMb.toFixed(0)} MB with ${idle.length} idle sockets, at most ${peakMb.toFixed(0)} MB while ${messagesEach} messages of 16 KB went to each of ${peers.length} readers that never read, ${afterMb.toFixed(0)} MB afterwards; ${cutOff} of them were cut off.`,
)
process.exit(faults.length === 0 ? 0 : 1)

import { join } from 'node:path'
import { socketLimits } from '../../src/realtime/limits.ts'
import { prepareOtherDisk } from './other-disk.ts'
import { type BenchPerson, joinBenchCrowd, openBenchRooms } from './people.ts'
import {
  cpuMicrosecondsOf,
  memoryKibOf,
  onLoadCore,
  type Server,
  startPinned,
  startProduct,
  temporaryFolder,
} from './processes.ts'
import { interleave, report, type Series } from './report.ts'
import { connectLoads, endLoads, type LoadRoom, speakInRooms, toClientFrame } from './socket-load.ts'

/**
 * Fan-out: `typing` frames, which are kept nowhere, in rooms of two people with 20 sockets each: each reaches the 20 of
 * the other one. Chat: messages that both people get when they are durable, and the same where a sync does nothing.
 * Memory: idle sockets of `/ws/notifications`, 20 for each user.
 */

const { maxSocketsPerUser } = socketLimits
const rounds = 5
const fanRooms = 25
const framesOfSocket = 30
const refillMs = 1500
const pairs = 13
const idleSockets = 10_000

const typing = (isTyping: boolean) => toClientFrame({ type: 'typing', is_typing: isTyping })
const said = toClientFrame({ type: 'send_message', content: 'I will be there in ten minutes.' })
const repeat = (path: string) => Array.from({ length: maxSocketsPerUser }, () => path)
const roomPath = (id: string, { token }: BenchPerson) => `/ws/chat/${id}?token=${token}`

/** The server's CPU time for each delivery, in nanoseconds. */
const fanOut = async (name: string, server: Server, pathsOf: (room: number) => [string, string]) => {
  const rooms: LoadRoom[] = []
  for (let room = 0; room < fanRooms; room += 1) {
    const [speaker, listener] = pathsOf(room)
    const speakers = await connectLoads(server.url, repeat(speaker))
    rooms.push({ speakers, listeners: await connectLoads(server.url, repeat(listener)) })
  }
  const run = async () => {
    await Bun.sleep(refillMs)
    const before = cpuMicrosecondsOf(server.pid)
    const frames = framesOfSocket * maxSocketsPerUser
    await speakInRooms(rooms, typing(true), frames)
    const used = cpuMicrosecondsOf(server.pid) - before
    // Else the server would end the typing of each by itself, in the middle of a later round.
    await speakInRooms(rooms, typing(false), maxSocketsPerUser)
    return (used * 1000) / (fanRooms * frames * maxSocketsPerUser)
  }
  return { name, unit: 'ns', run }
}

/** Messages a second, in all rooms together. */
const chat = async (name: string, server: Server) => {
  const people = await joinBenchCrowd(server.url, 'chat', 2 * pairs)
  const rooms: LoadRoom[] = []
  for (let pair = 0; pair < pairs; pair += 1) {
    const [seeker, helper] = [people[2 * pair], people[2 * pair + 1]]
    if (!seeker || !helper) throw new Error('Somebody is missing.')
    for (const id of await openBenchRooms(server.url, seeker, helper, maxSocketsPerUser)) {
      const both = await connectLoads(server.url, [roomPath(id, seeker), roomPath(id, helper)])
      rooms.push({ speakers: both, listeners: both })
    }
  }
  const run = async () => {
    await Bun.sleep(refillMs)
    const since = performance.now()
    await speakInRooms(rooms, said, 2 * framesOfSocket)
    return (rooms.length * 2 * framesOfSocket * 1000) / (performance.now() - since)
  }
  return { name, unit: '/s', run }
}

const measureTraffic = async (folder: string, notes: string[]): Promise<Series[]> => {
  // Somebody may send 20 frames a second, too few for code that is compiled while it runs.
  const fan = await startProduct(join(folder, 'fan'), { RATE_LIMIT: 'off' })
  const product = await startProduct(join(folder, 'chat'))
  const raw = await startPinned([process.execPath, 'scripts/bench/raw-sockets.ts'])
  const servers = [fan, product, raw]
  const people = await joinBenchCrowd(fan.url, 'fan', 2 * fanRooms)
  const paths: [string, string][] = []
  for (let room = 0; room < fanRooms; room += 1) {
    const [seeker, helper] = [people[2 * room], people[2 * room + 1]]
    if (!seeker || !helper) throw new Error('Somebody is missing.')
    const [id = ''] = await openBenchRooms(fan.url, seeker, helper, 1)
    paths.push([roomPath(id, seeker), roomPath(id, helper)])
  }
  const variants = [
    await fanOut('Bun publish by hand, a delivery', raw, room => [`/${room}/seeker`, `/${room}/helper`]),
    await fanOut('Chayenity, a delivery', fan, room => paths[room] ?? ['', '']),
    await chat('durable messages', product),
  ]
  const disk = await prepareOtherDisk(folder)
  if (disk) {
    const unsynced = await startProduct(join(folder, 'unsynced'), disk('none'))
    servers.push(unsynced)
    variants.push(await chat('messages without a sync', unsynced))
  } else notes.push('Messages without a sync were left out: there is no C compiler (cc).')
  const series = await interleave(variants, rounds)
  endLoads()
  for (const server of servers) await server.stop()
  return series
}

/** What a socket adds to a server that was just started on the same data, in KiB. */
const measureMemory = async (folder: string): Promise<Series[]> => {
  const dataDir = join(folder, 'idle')
  const settings = { ACCESS_TOKEN_MINUTES: '1440' }
  const maker = await startProduct(dataDir, settings)
  const people = await joinBenchCrowd(maker.url, 'idle', idleSockets / maxSocketsPerUser)
  await maker.stop()
  const paths = people.flatMap(({ token }) => repeat(`/ws/notifications?token=${token}`))
  const run = async () => {
    const server = await startProduct(dataDir, settings)
    await Bun.sleep(1000)
    const before = memoryKibOf(server.pid)
    await connectLoads(server.url, paths)
    await Bun.sleep(1000)
    const added = (memoryKibOf(server.pid) - before) / idleSockets
    endLoads()
    await server.stop()
    return added
  }
  return interleave([{ name: `memory of each of ${idleSockets} idle sockets`, unit: 'KiB', run }], rounds)
}

const openFilesLimit = (): number => Number(Bun.spawnSync(['sh', '-c', 'ulimit -n']).stdout.toString())

export const benchSockets = async (): Promise<void> => {
  const folder = temporaryFolder()
  const notes = [
    'A delivery: CPU time of the server for each `typing` frame that reaches one of the 20 sockets of the other person in a room, with limits off; by hand means without checks and tokens.',
    'Messages: 260 rooms of two people with a socket each, both get each message.',
  ]
  await onLoadCore(async () => {
    const series = await measureTraffic(folder.path, notes)
    if (openFilesLimit() > idleSockets * 1.1) series.push(...(await measureMemory(folder.path)))
    else notes.push(`Memory was left out: a process may not have ${idleSockets} sockets here (ulimit -n).`)
    await report('sockets', series, notes)
  })
  folder.remove()
}

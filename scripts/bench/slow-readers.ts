import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { socketLimits } from '../../src/realtime/limits.ts'
import { openRoom, type RoomJson, say } from '../../test/support/chat.ts'
import { join, type Person } from '../../test/support/people.ts'
import { connectSilentPeer } from '../../test/support/slow-reader.ts'
import { connectToNotifications, connectToRoom } from '../../test/support/sockets.ts'

/**
 * Measures what sockets cost a server in a process of its own, and prints it: the memory of idle sockets, the memory of
 * readers that do not read while their rooms are flooded, and how fast messages get through. Arguments: idle sockets
 * (2000), slow readers (100), messages of 16 KB to each room (600).
 */
const [idleCount = 2000, slowCount = 100, floodCount = 600] = process.argv.slice(2).map(Number)
const { maxSocketsPerUser } = socketLimits

const print = (text: string) => process.stdout.write(`${text}\n`)

const dataDir = mkdtempSync(joinPath(tmpdir(), 'bench-sockets-'))
const child = Bun.spawn([process.execPath, 'src/main.ts', 'serve'], {
  env: { ...process.env, DATA_DIR: dataDir, PORT: '0', RATE_LIMIT: 'off', LOG_LEVEL: 'info' },
  stdout: 'pipe',
  stderr: 'inherit',
})

const findUrl = async (): Promise<string> => {
  const lines = child.stdout.pipeThrough(new TextDecoderStream())
  let text = ''
  const reader = lines.getReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) throw new Error('The server did not start.')
    text += value
    const url = /"url":"([^"]+)"/.exec(text)?.[1]
    if (!url) continue
    // What it logs from now on is read and thrown away, so that its pipe never fills.
    void (async () => {
      while (!(await reader.read()).done);
    })()
    return url
  }
}

/** The resident memory of the server in MB. */
const memoryMb = (): number => {
  const { stdout } = Bun.spawnSync(['ps', '-o', 'rss=', '-p', String(child.pid)])
  return Number(stdout.toString()) / 1024
}

const settledMemoryMb = async () => {
  await Bun.sleep(1500)
  return memoryMb()
}

const measureIdle = async (url: string) => {
  const people: Person[] = []
  for (let at = 0; at < Math.ceil(idleCount / maxSocketsPerUser); at += 4) {
    const group = [0, 1, 2, 3].map(more => join({ url }, `idle${at + more}@example.com`, 'Idle'))
    people.push(...(await Promise.all(group)))
  }
  const before = await settledMemoryMb()
  const sockets = []
  for (const person of people) {
    const wanted = Math.min(maxSocketsPerUser, idleCount - sockets.length)
    sockets.push(
      ...(await Promise.all(Array.from({ length: wanted }, () => connectToNotifications({ url }, person)))),
    )
  }
  const after = await settledMemoryMb()
  await Promise.all(sockets.map(socket => socket.settle()))
  print(
    `${sockets.length} idle sockets, all answering: ${(after - before).toFixed(1)} MB more (${before.toFixed(1)} to ${after.toFixed(1)} MB)`,
  )
  await Promise.all(sockets.map(socket => socket.close()))
}

const content = '🛵'.repeat(4000)

const flood = async (seeker: Person, rooms: RoomJson[]): Promise<{ peakMb: number; seconds: number }> => {
  let peakMb = 0
  const since = performance.now()
  for (let at = 0; at < floodCount; at += 10) {
    await Promise.all(rooms.flatMap(room => Array.from({ length: 10 }, () => say(seeker, room, content))))
    peakMb = Math.max(peakMb, memoryMb())
  }
  return { peakMb, seconds: (performance.now() - since) / 1000 }
}

const measureSlow = async (url: string) => {
  const seeker = await join({ url }, 'seeker@example.com', 'Seeker')
  const helpers = await Promise.all(
    Array.from({ length: Math.ceil(slowCount / maxSocketsPerUser) }, (_, at) =>
      join({ url }, `helper${at}@example.com`, 'Helper'),
    ),
  )
  const rooms: RoomJson[] = []
  for (const helper of helpers) rooms.push(await openRoom(seeker, helper))
  const watchers = await Promise.all(rooms.map(room => connectToRoom({ url }, room.id, seeker)))
  // The same flood without those readers comes first, and one more to warm up, so that what messages cost by themselves
  // is not counted.
  await flood(seeker, rooms)
  const alone = await flood(seeker, rooms)
  const peers = []
  for (const [at, helper] of helpers.entries()) {
    const path = `/ws/chat/${rooms[at]?.id}`
    for (let more = 0; more < maxSocketsPerUser && peers.length < slowCount; more += 1) {
      peers.push(await connectSilentPeer({ url }, path, helper.tokens.access_token))
    }
  }
  const slow = await flood(seeker, rooms)
  await Promise.all(watchers.map(watcher => watcher.next('user_left')))
  await Promise.all(watchers.map(watcher => watcher.next('message', 3 * floodCount)))
  print(
    `${peers.length} readers that do not read, ${floodCount} messages of 16 KB to each of their ${rooms.length} rooms: all closed; those who read got everything`,
  )
  print(
    `  memory: peak ${slow.peakMb.toFixed(1)} MB; the same flood without them: peak ${alone.peakMb.toFixed(1)} MB`,
  )
  print(`  time: ${slow.seconds.toFixed(1)} s; the same flood without them: ${alone.seconds.toFixed(1)} s`)
  for (const peer of peers) peer.destroy()
  await Promise.all(watchers.map(watcher => watcher.close()))
}

try {
  const url = await findUrl()
  await measureIdle(url)
  await measureSlow(url)
} finally {
  child.kill('SIGTERM')
  await child.exited
  rmSync(dataDir, { recursive: true })
}

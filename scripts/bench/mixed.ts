import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { luaOfPlace } from './crowd.ts'
import { cpuPerRequest } from './load.ts'
import { type BenchPerson, joinBenchCrowd, openBenchRooms } from './people.ts'
import {
  fillApart,
  filledFolder,
  onLoadCore,
  root,
  type Server,
  startProduct,
  temporaryFolder,
} from './processes.ts'
import { gigsOr, interleave, report, sayProgress } from './report.ts'
import { connectLoads, endLoads } from './socket-load.ts'

/**
 * Requests as the app sends them, while 200 sockets hear the chat: CPU time of the whole server for each, here and in the
 * product as it was before it was made to be flat as it grows. Both servers are open at the same time and take turns.
 */

const gigCount = gigsOr(1_000_000)
const rounds = 5
const seconds = 4
const connections = 32
const personCount = 20
const socketsPerRoom = 20

/** The last commit of the day. */
const earlierCommit = '3f3bad3340a0'
const earlierDate = '2026-11-25'

interface Room {
  id: string
  people: readonly [BenchPerson, BenchPerson]
}

/** 80 reads, 15 searches and 5 writes of a hundred. */
const luaOfMix = (people: readonly BenchPerson[], rooms: readonly Room[]): string => `
math.randomseed(1)
local tokens = { ${people.map(({ token }) => `"${token}"`).join(', ')} }
local rooms = { ${rooms.map(({ id, people: [one] }) => `{ id = "${id}", token = "${one.token}" }`).join(', ')} }
local last = ${gigCount + 15}

local function any(list) return list[math.random(#list)] end
local function get(path, token) return wrk.format("GET", path, { authorization = "Bearer " .. token }) end
local function post(path, token, body)
  return wrk.format("POST", path, { authorization = "Bearer " .. token, ["content-type"] = "application/json" }, body)
end
${luaOfPlace}
local mix = {
  { 25, function() return get("/api/auth/me", any(tokens)) end },
  { 25, function()
    return get(string.format("/api/gigs/00000000-0000-7000-8000-%012x", math.random(16, last)), any(tokens))
  end },
  { 10, function() return get("/api/gigs?limit=20", any(tokens)) end },
  { 8, function() return get("/api/chat/rooms", any(tokens)) end },
  { 8, function() local room = any(rooms) return get("/api/chat/rooms/" .. room.id .. "/messages?limit=50", room.token) end },
  { 4, function() return get("/api/users/profile", any(tokens)) end },
  { 15, function()
    local latitude, longitude = place()
    local path = "/api/gigs/search?latitude=%f&longitude=%f&radius=5&status=PENDING"
    return get(string.format(path, latitude, longitude), any(tokens))
  end },
  { 3, function()
    local latitude, longitude = place()
    local body = '{"title":"Help move furniture","description":"A sofa and a dining table","duration_hours":3,"budget":1500,'
      .. '"latitude":%f,"longitude":%f,"address_text":"123 Main St, Bangkok"}'
    return post("/api/gigs", any(tokens), string.format(body, latitude, longitude))
  end },
  { 2, function()
    local room = any(rooms)
    return post("/api/chat/rooms/" .. room.id .. "/messages", room.token, '{"content":"I will be there in ten minutes."}')
  end },
}

request = function()
  local at = math.random(100)
  for _, part in ipairs(mix) do
    at = at - part[1]
    if at <= 0 then return part[2]() end
  end
end
`

/** A checkout of the earlier commit, or null where this clone does not have it. */
const checkOutEarlier = async (folder: string): Promise<string | null> => {
  const { success, stdout } = Bun.spawnSync(['git', 'archive', earlierCommit], {
    cwd: root,
    stderr: 'ignore',
  })
  if (!success) return null
  await Bun.write(join(folder, 'earlier.tar'), stdout)
  const checkout = join(folder, 'earlier')
  Bun.spawnSync(['mkdir', checkout])
  Bun.spawnSync(['tar', '-xf', join(folder, 'earlier.tar'), '-C', checkout])
  const command = [process.execPath, 'install', '--frozen-lockfile', '--silent']
  if (!Bun.spawnSync(command, { cwd: checkout, stderr: 'inherit' }).success)
    throw new Error('The packages of the earlier commit could not be installed.')
  copyFileSync(join(root, 'scripts/bench/fill.ts'), join(checkout, 'scripts/bench/fill.ts'))
  return checkout
}

const openRooms = async (url: string, people: readonly BenchPerson[]): Promise<Room[]> => {
  const rooms: Room[] = []
  for (let at = 0; at + 1 < people.length; at += 2) {
    const [seeker, helper] = people.slice(at, at + 2)
    if (!seeker || !helper) continue
    const [id = ''] = await openBenchRooms(url, seeker, helper, 1)
    rooms.push({ id, people: [seeker, helper] })
  }
  return rooms
}

/** Opens rooms and sockets. @returns what measures one round */
const prepareLoad = async (server: Server, script: string) => {
  const people = await joinBenchCrowd(server.url, 'mixed', personCount)
  const rooms = await openRooms(server.url, people)
  await Bun.write(script, luaOfMix(people, rooms))
  const paths = rooms.flatMap(room =>
    Array.from({ length: socketsPerRoom }, (_, at) => {
      const { token } = room.people[at % 2 === 0 ? 0 : 1]
      return `/ws/chat/${room.id}?token=${token}`
    }),
  )
  await connectLoads(server.url, paths)
  return () => cpuPerRequest(server, { path: '/', seconds, connections, script })
}

export const benchMixed = async (): Promise<void> => {
  const folder = temporaryFolder()
  const filled = await filledFolder(`gigs-${gigCount}`, path => fillApart(path, gigCount))
  const checkout = await checkOutEarlier(folder.path)
  const servers = [{ name: 'Chayenity', server: await startProduct(filled.path) }]
  if (checkout !== null) {
    sayProgress(`${gigCount} gigs in the product of ${earlierDate}`)
    const dataDir = join(folder.path, 'data')
    await fillApart(dataDir, gigCount, checkout)
    servers.push({
      name: `Chayenity of ${earlierDate}`,
      server: await startProduct(dataDir, {}, [], checkout),
    })
  }
  await onLoadCore(async () => {
    const variants = []
    for (const [at, { name, server }] of servers.entries())
      variants.push({
        name: `a request of the mixed load, ${name}`,
        unit: 'µs',
        run: await prepareLoad(server, join(folder.path, `mix-${at}.lua`)),
      })
    await report('mixed', await interleave(variants, rounds), [
      `${gigCount} gigs, ${connections} connections, ${(personCount / 2) * socketsPerRoom} sockets in ${personCount / 2} rooms. Of a hundred requests 80 are reads, 15 searches within 5 km and 5 writes, each durable.`,
      ...(checkout === null
        ? [`The product of ${earlierDate} was left out: this clone does not have its commit.`]
        : []),
    ])
  })
  endLoads()
  for (const { server } of servers) await server.stop()
  filled.remove()
  folder.remove()
}

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from '../test/support/client.ts'
import { type AcceptedGigJson, exampleGig, type GigJson, type GigPageJson } from '../test/support/gigs.ts'
import { logInAs } from '../test/support/people.ts'
import { type Program, runToEnd, startProcess, temporaryFolder } from '../test/support/process.ts'

/**
 * Kills the server with SIGKILL in the middle of mixed writes, 50 times on the same data, and looks each time whether every
 * acknowledged write is there once and whole: bun scripts/kill-loop.ts [--cycles 1000] [--binary FILE].
 */

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '1000' },
    binary: { type: 'string' },
  },
})
const cycles = Number(values.cycles)
const program: Program | undefined = values.binary
  ? { command: [resolve(values.binary)], cwd: '/' }
  : undefined

const say = (text: string) => process.stdout.write(`${text}\n`)
const folder = temporaryFolder()
/** With more, people have as many pictures as they may have, and each look reads thousands of gigs. */
const cyclesOnSameData = 50
const env = { DATA_DIR: '', RATE_LIMIT: 'off', LOG_LEVEL: 'info' }

const faults: string[] = []
const expectThat = (isSo: boolean, sentence: string) => {
  if (!isSo) faults.push(sentence)
}

/** What the server has acknowledged since its data began. */
const acknowledged = {
  gigs: new Map<string, GigJson['status']>(),
  payments: new Map<string, 'PENDING' | 'COMPLETED'>(),
  reviewed: [] as string[],
  messages: [] as { roomId: string; content: string }[],
  files: new Map<string, number>(),
  emails: [] as string[],
}
/** How many writes were under way without an answer when the server was killed. */
let unanswered = 0
let tokens: { seeker: string; helper: string } | null = null

const totals = { gigs: 0, messages: 0, payments: 0, files: 0 }

const beginAnew = (cycle: number): void => {
  totals.gigs += acknowledged.gigs.size
  totals.messages += acknowledged.messages.length
  totals.payments += acknowledged.payments.size
  totals.files += acknowledged.files.size
  for (const kept of [acknowledged.gigs, acknowledged.payments, acknowledged.files]) kept.clear()
  for (const kept of [acknowledged.reviewed, acknowledged.messages, acknowledged.emails]) kept.length = 0
  unanswered = 0
  tokens = null
  env.DATA_DIR = `${folder.path}/data-${cycle}`
}

const pixel = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  letter => letter.charCodeAt(0),
)

const journey: GigJson['status'][] = ['PENDING', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED']
const password = 'a good password'
const people = { seeker: 'somchai@example.com', helper: 'mali@example.com' }

const join = async (url: string): Promise<{ seeker: string; helper: string }> => {
  for (const email of Object.values(people))
    await new Client(url).post('/api/auth/register', { email, password, full_name: email })
  const [seeker, helper] = await Promise.all(
    Object.values(people).map(async email => (await logInAs(url, email, password)).access_token),
  )
  return { seeker: seeker ?? '', helper: helper ?? '' }
}

/** A message over each of the two ways. */
const talkAbout = async (gigId: string, seeker: Client, helper: Client): Promise<void> => {
  const { body } = await helper.get<{ rooms: { id: string; gig_id: string }[] }>('/api/chat/rooms?limit=50')
  const room = body.rooms?.find(({ gig_id }) => gig_id === gigId)
  if (!room) return
  const content = `about ${gigId}`
  const sent = await seeker.post(`/api/chat/rooms/${room.id}/messages`, { content: `${content} by REST` })
  if (sent.status === 201) acknowledged.messages.push({ roomId: room.id, content: `${content} by REST` })
  const url = `${seeker.url.replace('http', 'ws')}/ws/chat/${room.id}?token=${helper.token}`
  const socket = new WebSocket(url)
  const heard = Promise.withResolvers<boolean>()
  socket.onopen = () => socket.send(JSON.stringify({ type: 'send_message', content: `${content} by socket` }))
  socket.onmessage = ({ data }) => {
    const event = JSON.parse(String(data))
    if (event.type === 'message' && event.data.content === `${content} by socket`) heard.resolve(true)
  }
  socket.onclose = () => heard.resolve(false)
  if (await heard.promise) acknowledged.messages.push({ roomId: room.id, content: `${content} by socket` })
  socket.close()
}

/** The way of a gig from its acceptance over escrow and release to the review. */
const payFor = async (gigId: string, seeker: Client, helper: Client): Promise<void> => {
  const accepted = await helper.post<AcceptedGigJson>(`/api/gigs/${gigId}/accept`)
  if (accepted.status !== 200) throw new Error(`An accept was answered with ${accepted.status}.`)
  acknowledged.gigs.set(gigId, 'ACCEPTED')
  await talkAbout(gigId, seeker, helper)
  const escrow = await seeker.post<{ id: string }>('/api/transactions/escrow', { gig_id: gigId })
  if (escrow.status !== 201) throw new Error(`An escrow was answered with ${escrow.status}.`)
  acknowledged.payments.set(escrow.body.id, 'PENDING')
  const released = await seeker.put(`/api/transactions/${escrow.body.id}/release`, {})
  if (released.status !== 200) throw new Error(`A release was answered with ${released.status}.`)
  acknowledged.payments.set(escrow.body.id, 'COMPLETED')
  acknowledged.gigs.set(gigId, 'COMPLETED')
  const review = { gig_id: gigId, reviewee_id: accepted.body.gig.helper_id, rating: 5, comment: 'ดีมาก' }
  const reviewed = await seeker.post('/api/reviews', review)
  if (reviewed.status === 201) acknowledged.reviewed.push(gigId)
}

/** Writes of every kind, one after the other, until the server is gone. */
const writeUntilGone = async (url: string, writer: string, firstTurn: number): Promise<void> => {
  const seeker = new Client(url, tokens?.seeker)
  const helper = new Client(url, tokens?.helper)
  try {
    for (let turn = firstTurn; ; turn += 1) {
      unanswered += 1
      const gig = await seeker.post<GigJson>('/api/gigs', { ...exampleGig, title: `${writer} ${turn}` })
      if (gig.status !== 201) throw new Error(`A gig was answered with ${gig.status}.`)
      acknowledged.gigs.set(gig.body.id, 'PENDING')
      if (turn % 2 === 0) await payFor(gig.body.id, seeker, helper)
      if (turn % 4 === 1) {
        const form = new FormData()
        form.append('file', new File([pixel], 'pixel.png', { type: 'image/png' }))
        const file = await seeker.send<{ file_id: string; file_size: number }>('POST', '/api/upload/gig', {
          body: form,
        })
        if (file.status === 201) acknowledged.files.set(file.body.file_id, file.body.file_size)
      }
      if (turn % 4 === 3) {
        const email = `${writer}-${turn}@example.com`
        const registered = await new Client(url).post('/api/auth/register', {
          email,
          password,
          full_name: 'N',
        })
        if (registered.status === 201) acknowledged.emails.push(email)
      }
      unanswered -= 1
    }
  } catch {
    // The server is gone, with one answer owed.
  }
}

const verify = async (url: string): Promise<void> => {
  const seeker = new Client(url, tokens?.seeker)
  const kept = new Map<string, GigJson>()
  for (let skip = 0; ; skip += 100) {
    const { body } = await seeker.get<GigPageJson>(`/api/gigs/my-gigs?role=seeker&limit=100&skip=${skip}`)
    for (const gig of body.gigs) {
      expectThat(!kept.has(gig.id), `The gig ${gig.id} is there twice.`)
      kept.set(gig.id, gig)
    }
    if (!body.has_more) break
  }
  for (const [id, status] of acknowledged.gigs) {
    const gig = kept.get(id)
    expectThat(gig !== undefined, `The acknowledged gig ${id} is gone.`)
    // What was under way without an answer may have happened; what was acknowledged must have.
    expectThat(
      journey.indexOf(gig?.status ?? 'PENDING') >= journey.indexOf(status),
      `The gig ${id} was ${status} and is ${gig?.status}.`,
    )
    if (gig)
      expectThat((gig.status === 'PENDING') === (gig.helper_id === null), `The gig ${id} is half accepted.`)
  }
  for (const [id, status] of [...acknowledged.payments].slice(-40)) {
    const { body } = await seeker.get<{ status: string }>(`/api/transactions/${id}`)
    expectThat(body.status === status || body.status === 'COMPLETED', `The payment ${id} is ${body.status}.`)
  }
  for (const { roomId, content } of acknowledged.messages.slice(-40)) {
    const { body } = await seeker.get<{ messages: { content: string }[] }>(
      `/api/chat/rooms/${roomId}/messages`,
    )
    const count = body.messages.filter(message => message.content === content).length
    expectThat(count === 1, `The message "${content}" is there ${count} times.`)
  }
  for (const id of acknowledged.reviewed.slice(-20)) {
    const { body } = await seeker.get<{ reviews: unknown[] }>(`/api/reviews/gig/${id}`)
    expectThat(body.reviews?.length === 1, `The review of the gig ${id} is not there once.`)
  }
  expectThat(
    kept.size <= acknowledged.gigs.size + unanswered,
    `${kept.size} gigs are there, ${acknowledged.gigs.size} were acknowledged and ${unanswered} were under way.`,
  )
  for (const [id, bytes] of [...acknowledged.files].slice(-20)) {
    const file = await fetch(`${url}/api/upload/${id}`)
    const length = (await file.arrayBuffer()).byteLength
    expectThat(file.status === 200 && length === bytes, `The file ${id} is not there as it was sent.`)
  }
  for (const email of acknowledged.emails.splice(0).slice(-3)) {
    await logInAs(url, email, password).catch(() => faults.push(`The account ${email} is gone.`))
  }
}

/** A busy disk may take longer for the first write than a check waits. */
const maxReadyMs = 60_000

const untilReady = async (url: string): Promise<void> => {
  const since = performance.now()
  for (;;) {
    const { status } = await fetch(`${url}/health/ready`)
    if (status === 200) return
    if (performance.now() - since > maxReadyMs)
      return expectThat(false, 'The server is not ready after a kill.')
    await Bun.sleep(10)
  }
}

let slowestMs = 0
let kills = 0
for (let cycle = 1; cycle <= cycles && faults.length === 0; cycle += 1) {
  const isNew = cycle % cyclesOnSameData === 1
  if (isNew) beginAnew(cycle)
  const since = performance.now()
  const server = await startProcess(['serve'], env, program)
  await untilReady(server.url)
  if (!isNew) slowestMs = Math.max(slowestMs, performance.now() - since)
  tokens ??= await join(server.url)
  await verify(server.url)
  const writers = Array.from({ length: 8 }, (_, at) => writeUntilGone(server.url, `c${cycle}w${at}`, at))
  // Pictures are slow to come at first, so now and then one is waited for.
  const files = acknowledged.files.size
  for (let waited = 0; cycle % 3 === 0 && acknowledged.files.size === files && waited < 300; waited += 1)
    await Bun.sleep(10)
  // Another moment each time, so that the kill meets every step of a write.
  await Bun.sleep(20 + ((cycle * 137) % 700))
  await server.end('SIGKILL')
  kills += 1
  await Promise.all(writers)
  // With the server dead: integrity, foreign keys, the map's index, the ledger, every file.
  const { exitCode, err } = await runToEnd(['check'], env, program)
  expectThat(exitCode === 0, `check: ${err}`)
  if (cycle % 20 === 0)
    say(`${cycle} kills, ${acknowledged.gigs.size} gigs, ${acknowledged.files.size} files on this data`)
}
beginAnew(kills)
folder.remove()
for (const fault of faults) say(fault)
say(
  `${faults.length === 0 ? 'Nothing was lost' : 'FAILED'}: ${kills} kills, ${totals.gigs} gigs, ${totals.messages} messages, ${totals.payments} payments, ${totals.files} files acknowledged, slowest start to ready ${Math.round(slowestMs)} ms.`,
)
process.exit(faults.length === 0 ? 0 : 1)

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { SQL } from 'bun'
import { hasCopies, readConfig, settings } from '../../src/config.ts'
import { historyOf, openRoom, say } from '../support/chat.ts'
import type { Answer } from '../support/client.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { ClusterLoad } from '../support/cluster-load.ts'
import { expectSoon } from '../support/expect-soon.ts'
import { exampleGig, type GigJson, type GigPageJson, post, postAccepted } from '../support/gigs.ts'
import { bytesOf, keepFile, sendFile, still } from '../support/images.ts'
import { pay, type TransactionRecordJson } from '../support/payments.ts'
import { joinAfresh, logInAs, type Person } from '../support/people.ts'
import { postgresPassword } from '../support/postgres.ts'
import { runToEnd } from '../support/process.ts'
import { redisPassword } from '../support/redis.ts'
import { connectToArea, connectToNotifications, connectToRoom } from '../support/sockets.ts'
import { findTool, requireTools, toolPath } from '../support/tools.ts'

requireTools('cluster.slow.ts')

/** `bun run cluster` runs 200. */
const rounds = Number(process.env.CLUSTER_ROUNDS ?? 6)
const uploadLimit = 8
const metricsToken = 'Jb6nY3cH9fL5dG0aWx4Jb6nY3cH9fL5d'

let cluster: Cluster
let seeker: Person
let helper: Person
let other: Person

beforeAll(async () => {
  cluster = await startCluster(3, 2, {
    RATE_LIMIT: 'on',
    RATE_LIMIT_OTHER: '1000000',
    RATE_LIMIT_AUTH: '1000000',
    RATE_LIMIT_UPLOADS: String(uploadLimit),
    METRICS_TOKEN: metricsToken,
  })
  ;[seeker, helper, other] = await Promise.all([
    joinAfresh(cluster, 'Somchai'),
    joinAfresh(cluster, 'Mali'),
    joinAfresh(cluster, 'Anan'),
  ])
}, 120_000)
afterAll(() => cluster.end())

/** The address of a copy. */
const urlOf = (copy: number): string => cluster.copies[copy % cluster.copies.length]?.url ?? ''
const at = (person: Person, copy: number): Person => ({ ...person, client: person.client.at(urlOf(copy)) })
const serverAt = (copy: number) => ({ url: urlOf(copy) })
const statuses = (answers: readonly Answer<object>[]) => answers.map(({ status }) => status).sort()

const eachRound = async (round: (number: number) => Promise<void>) => {
  for (let number = 0; number < rounds; number += 1) await round(number)
}

interface ComposeFile {
  services: { server: { environment: Record<string, string> } }
}

/** Gives a command of an operator to a copy, as `chayenity ops` does on its machine. */
const command = async (copy: number, task: string, fields: Record<string, string>): Promise<void> => {
  const response = await fetch('http://operator/', {
    unix: join(cluster.folder, `copy-${copy}`, '.operator.sock'),
    method: 'POST',
    body: JSON.stringify({ action: 'run', task, fields: { ...fields, reason: 'A test.' } }),
  })
  expect(await response.json()).toHaveProperty('result')
}

/** Reads one row of the database. */
const readDatabase = async (text: string): Promise<unknown> => {
  const sql = new SQL({ url: cluster.databaseUrl, max: 1 })
  const [row]: unknown[] = await sql.unsafe(text)
  await sql.close()
  return row
}

describe(`two copies at once, ${rounds} rounds`, () => {
  test('give a gig to one helper', () =>
    eachRound(async round => {
      const gig = await post(at(seeker, round))
      const accept = (person: Person, copy: number) =>
        at(person, copy).client.post(`/api/gigs/${gig.id}/accept`)
      expect(statuses(await Promise.all([accept(helper, round), accept(other, round + 1)]))).toEqual([
        200, 400,
      ])
    }))

  test('hold the money of a gig once', () =>
    eachRound(async round => {
      const gig = await postAccepted(seeker, helper)
      const escrow = (copy: number) =>
        at(seeker, copy).client.post('/api/transactions/escrow', { gig_id: gig.id })
      expect(statuses(await Promise.all([escrow(round), escrow(round + 1)]))).toEqual([201, 409])
    }))

  test('do what one Idempotency-Key asks for once', () =>
    eachRound(async round => {
      const headers = { 'idempotency-key': `round ${round}` }
      const answers = await Promise.all(
        [0, 1, 2].map(copy =>
          at(other, copy).client.send<GigJson>('POST', '/api/gigs', { body: exampleGig, headers }),
        ),
      )
      expect(statuses(answers)).toEqual([201, 201, 201])
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    }))
})

describe('what happens at one copy', () => {
  test('reaches the sockets of a room at every copy once and in order, whoever sends', async () => {
    // More at once would be too many frames.
    const count = 30
    for (let waves = Math.ceil(rounds / 10); waves > 0; waves -= 1) {
      const room = await openRoom(seeker, helper)
      const sockets = await Promise.all([
        connectToRoom(serverAt(0), room.id, seeker),
        connectToRoom(serverAt(1), room.id, helper),
        connectToRoom(serverAt(2), room.id, helper),
      ])
      for (let sent = 0; sent < count; sent += 1)
        for (const socket of sockets) socket.send({ type: 'send_message', content: `message ${sent}` })
      const expected = Array.from({ length: count * sockets.length }, (_, sent) => sent + 1)
      for (const socket of sockets) {
        await socket.next('message', expected.length)
        expect(socket.all('message').map(({ seq }) => seq)).toEqual(expected)
      }
      await Promise.all(sockets.map(socket => socket.close()))
    }
  })

  test('is known at every copy: a message that is sent again comes to no socket twice', async () => {
    const room = await openRoom(seeker, helper)
    const frame = { type: 'send_message', content: 'once', client_id: 'the same' }
    const sockets = await Promise.all([1, 2].map(copy => connectToRoom(serverAt(copy), room.id, helper)))
    sockets[0]?.send(frame)
    for (const socket of sockets) await socket.next('message')
    for (const socket of sockets) socket.send(frame)
    for (const socket of sockets) {
      await socket.settle()
      expect(socket.all('message')).toHaveLength(1)
      await socket.close()
    }
  })

  test('shows who is there, types and reads, and who has gone from every copy', async () => {
    const room = await openRoom(seeker, helper)
    const mine = await connectToRoom(serverAt(0), room.id, seeker)
    const first = await connectToRoom(serverAt(1), room.id, helper)
    expect((await mine.next('user_joined')).user_id).toBe(helper.user.id)
    expect((await first.next('user_joined')).user_id).toBe(seeker.user.id)
    const second = await connectToRoom(serverAt(2), room.id, helper)
    first.send({ type: 'typing', is_typing: true })
    expect((await mine.next('typing')).is_typing).toBeTrue()
    await say(at(seeker, 2), room, 'Are you there?')
    await second.next('message')
    second.send({ type: 'read' })
    expect((await mine.next('read')).user_id).toBe(helper.user.id)
    await first.close()
    await mine.settle()
    expect(mine.all('user_left')).toEqual([])
    await second.close()
    expect((await mine.next('user_left')).user_id).toBe(helper.user.id)
    expect(mine.all('user_joined')).toHaveLength(1)
    await mine.close()
  })

  test('notifies a person at another copy, and not of messages to a room that they have open there', async () => {
    const room = await openRoom(seeker, helper)
    const notified = await connectToNotifications(serverAt(1), helper)
    const inRoom = await connectToRoom(serverAt(2), room.id, helper)
    const mine = await connectToRoom(serverAt(0), room.id, seeker)
    await mine.next('user_joined')
    await say(at(seeker, 0), room, 'You see this.')
    await inRoom.next('message')
    await inRoom.close()
    await mine.next('user_left')
    await say(at(seeker, 0), room, 'You are told of this.')
    await notified.next('new_message')
    await notified.settle()
    expect(notified.all('new_message').map(({ text }) => text)).toEqual([
      expect.stringContaining('You are told of this.'),
    ])
    await Promise.all([notified.close(), mine.close()])
  })

  test('shows a gig on the maps of every copy, with the address of that copy', async () => {
    const picture = await keepFile(at(seeker, 0), await bytesOf(still().png()), 'profile')
    const map = await connectToArea(serverAt(1), '100,13,101,14', other)
    const gig = await post(at(seeker, 0))
    await map.until(() => map.all('gig_appeared').some(({ gig: shown }) => shown.id === gig.id))
    const shown = map.all('gig_appeared').find(({ gig: one }) => one.id === gig.id)?.gig
    expect(shown?.seeker.profile_image_url).toBe(`${urlOf(1)}/api/upload/${picture.file_id}`)
    expect((await fetch(`${urlOf(2)}/api/upload/${picture.file_id}?w=16`)).status).toBe(200)
    await map.close()
  })

  test('ends a session at every copy: its token is refused within a second, and its sockets close', async () => {
    const person = await joinAfresh(cluster, 'Nida')
    const read = (copy: number) => at(person, copy).client.get('/api/auth/me')
    const sockets = await Promise.all([0, 1, 2].map(copy => connectToNotifications(serverAt(copy), person)))
    expect(statuses(await Promise.all([0, 1, 2].map(read)))).toEqual([200, 200, 200])
    await at(person, 0).client.post('/api/auth/logout')
    for (const socket of sockets) expect((await socket.closed).code).toBe(4001)
    await expectSoon(async () => statuses(await Promise.all([0, 1, 2].map(read))), [401, 401, 401])
  })

  test('shuts a disabled account out at every copy, whose sockets close', async () => {
    const person = await joinAfresh(cluster, 'Prem')
    const socket = await connectToNotifications(serverAt(2), person)
    const { exitCode } = await runToEnd(['user', 'disable', person.user.email, '--reason', 'A test.'], {
      ...cluster.env,
      DATA_DIR: join(cluster.folder, 'copy-0'),
    })
    expect(exitCode).toBe(0)
    expect((await socket.closed).code).toBe(4001)
    await expectSoon(
      () =>
        at(person, 1)
          .client.get('/api/auth/me')
          .then(({ status }) => status),
      401,
    )
    await expect(logInAs(urlOf(2), person.user.email, person.password)).rejects.toThrow('403')
  })

  test('hides a gig, a message and a picture at every copy, and shows them again', async () => {
    const file = await keepFile(at(seeker, 0), await bytesOf(still().png()))
    const gig = await post(seeker, { latitude: 66, longitude: 44, image_urls: [file.url] })
    const room = await openRoom(seeker, helper)
    const message = await say(seeker, room, 'Rude words')
    const report = async (reporter: Person, kind: string, subjectId: string) => {
      const fields = { kind, subject_id: subjectId, reason: 'Spam' }
      return (await reporter.client.post<{ id: string }>('/api/reports', fields)).body.id
    }
    const reports = [
      await report(other, 'gig', gig.id),
      await report(helper, 'message', message.id),
      await report(other, 'picture', file.file_id),
    ]
    const search = '/api/gigs/search?latitude=66&longitude=44&radius=5'
    const lists = [
      search,
      `${search}&q=furniture`,
      `${search}&sort=newest`,
      '/api/gigs/map?bbox=43.9,65.9,44.1,66.1',
    ]
    const seenAt = async (copy: number) => {
      const { client } = at(other, copy)
      const totals = lists.map(async path => (await client.get<GigPageJson>(path)).body.total_count)
      const addresses = [file.file_id, `${file.file_id}?w=16`]
      const files = addresses.map(async path => (await fetch(`${urlOf(copy)}/api/upload/${path}`)).status)
      const [sent] = (await historyOf(at(helper, copy), room)).messages
      return {
        totals: await Promise.all(totals),
        gig: (await client.get(`/api/gigs/${gig.id}`)).status,
        pictures: (await client.get(`/api/upload/gig-images/${gig.id}`)).status,
        files: await Promise.all(files),
        message: sent?.content ?? null,
      }
    }
    const shown = {
      totals: [1, 1, 1, 1],
      gig: 200,
      pictures: 200,
      files: [200, 200],
      message: 'Rude words',
    }
    const hidden = {
      totals: [0, 0, 0, 0],
      gig: 404,
      pictures: 404,
      files: [404, 404],
      message: 'This message was hidden by the operator.',
    }
    const map = await connectToArea(serverAt(1), '43.9,65.9,44.1,66.1', other)
    for (const [task, expected] of [
      ['report.unhide', shown],
      ['report.hide', hidden],
      ['report.unhide', shown],
    ] as const) {
      for (const id of reports) await command(0, task, { report_id: id })
      for (const copy of [1, 2]) await expectSoon(() => seenAt(copy), expected)
    }
    expect((await map.next('gig_gone')).gig_id).toBe(gig.id)
    expect((await map.next('gig_appeared')).gig.id).toBe(gig.id)
    await map.close()
  })

  test('counts with what happens at the others', async () => {
    const person = await joinAfresh(cluster, 'Kanya')
    const uploads = Array.from({ length: 4 * uploadLimit }, (_, sent) =>
      at(person, sent).client.post('/api/upload/general', { not: 'a picture' }),
    )
    const refused = (await Promise.all(uploads)).filter(({ status }) => status === 429)
    expect(refused).toHaveLength(3 * uploadLimit)
  })
})

describe('a part that goes away', () => {
  const metric = async (copy: number, name: string): Promise<number> => {
    const text = await (
      await fetch(`${urlOf(copy)}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } })
    ).text()
    return Number(new RegExp(`^chayenity_${name} (.+)$`, 'm').exec(text)?.[1])
  }

  test('loses and doubles nothing that was acknowledged: kills, stops, restarts and freezes under load', async () => {
    const load = new ClusterLoad(cluster.url, await openRoom(seeker, helper), [seeker, helper])
    const slow = await pay(at(seeker, 1), await postAccepted(seeker, helper), 'mock_payment_slow')
    load.start()
    await cluster.copies[1]?.process.end('SIGKILL')
    await load.untilAcknowledged()
    await cluster.startAgain(1)
    // Everything is written by two copies while the third one is a newer version.
    for (const copy of [2, 0]) {
      expect(await cluster.copies[copy]?.process.end('SIGTERM')).toBe(0)
      await cluster.startAgain(copy)
    }
    await cluster.postgres.restart()
    await load.untilAcknowledged()
    await cluster.redis.restart()
    await load.untilAcknowledged()
    cluster.redis.freeze()
    await load.untilAcknowledged()
    await expectSoon(() => metric(0, 'redis_connected'), 0)
    cluster.redis.thaw()
    await expectSoon(() => metric(0, 'redis_connected'), 1)
    await expectSoon(() => metric(0, 'copies'), 3)
    cluster.postgres.freeze()
    await Bun.sleep(1000)
    cluster.postgres.thaw()
    await load.untilAcknowledged()
    await load.stop()
    expect(await load.findProblems()).toEqual([])
    await expectSoon(
      async () =>
        (await at(seeker, 0).client.get<TransactionRecordJson>(`/api/transactions/${slow.id}`)).body.status,
      'PENDING',
    )
    expect(
      await readDatabase(
        'SELECT sum(amount_satang)::int AS ledger, count(*)::int > 0 AS "isUsed" FROM ledger_entries',
      ),
    ).toEqual({ ledger: 0, isUsed: true })
  })

  test('is noticed by sockets, which come back and catch up', async () => {
    const room = await openRoom(seeker, helper)
    const socket = await connectToRoom(serverAt(0), room.id, helper)
    await cluster.redis.stop()
    await expectSoon(() => metric(0, 'redis_connected'), 0)
    const missed = await say(at(seeker, 1), room, 'Nobody carries this.')
    await cluster.redis.restart()
    expect((await socket.closed).code).toBe(4011)
    const history = await historyOf(at(helper, 0), room)
    expect(history.messages.map(({ id }) => id)).toContain(missed.id)
    await expectSoon(() => metric(1, 'redis_connected'), 1)
    // On a slow machine the third copy comes back so much later that the sockets are closed a second time.
    let heard: { content: string | null } | null = null
    while (!heard) {
      const again = await connectToRoom(serverAt(0), room.id, helper)
      await say(at(seeker, 1), room, 'This is carried.')
      heard = await Promise.race([again.next('message'), again.closed.then(() => null)])
    }
    expect(heard.content).toBe('This is carried.')
  })

  test('is the object store: pictures get 503, everything else goes on, and recovers by itself', async () => {
    const picture = await keepFile(at(other, 0), await bytesOf(still().png()))
    cluster.objects.freeze()
    const [shown, gig] = await Promise.all([
      fetch(`${urlOf(1)}/api/upload/${picture.file_id}`),
      at(seeker, 1).client.post('/api/gigs', exampleGig),
    ])
    cluster.objects.thaw()
    expect([shown.status, gig.status]).toEqual([503, 201])
    expect(shown.headers.has('retry-after')).toBeTrue()
    await expectSoon(async () => (await fetch(`${urlOf(1)}/api/upload/${picture.file_id}`)).status, 200)
  })

  test('is the object store, killed during uploads and started again: no acknowledged picture is lost', async () => {
    const person = await joinAfresh(cluster, 'Ploy')
    const load = new ClusterLoad(cluster.url, await openRoom(other, helper), [other])
    const bytes = await bytesOf(still().png())
    const upload = (copy: number) => sendFile(at(person, copy), bytes)
    const read = (id: string, copy: number) => fetch(`${urlOf(copy)}/api/upload/${id}`)
    load.start()
    const kept = await keepFile(at(person, 0), bytes)
    const before = await (await read(kept.file_id, 1)).bytes()
    const underWay = Promise.all([0, 1, 2].map(upload))
    await cluster.objects.stop()
    const [refused, shown] = await Promise.all([upload(0), read(kept.file_id, 1)])
    expect([refused.status, shown.status]).toEqual([503, 503])
    expect([refused, shown].every(({ headers }) => headers.has('retry-after'))).toBeTrue()
    const answers = await underWay
    expect(new Set(statuses(answers)).isSubsetOf(new Set([201, 503]))).toBeTrue()
    await load.untilAcknowledged()
    await cluster.objects.restart()
    const acknowledged = answers.filter(({ status }) => status === 201).map(({ body }) => body.file_id)
    for (const copy of [0, 1, 2])
      for (const id of [kept.file_id, ...acknowledged])
        await expectSoon(async () => (await read(id, copy)).status, 200)
    expect(await (await read(kept.file_id, 1)).bytes()).toEqual(before)
    expect((await upload(2)).status).toBe(201)
    await load.stop()
    expect(await load.findProblems()).toEqual([])
  })

  test('tells nobody a password', () => {
    const texts = cluster.copies.map(({ process }) => process.out())
    expect(texts.join('')).toContain('Redis is away')
    expect(texts.filter(text => text.includes(redisPassword) || text.includes(postgresPassword))).toEqual([])
  })
})

describe('scripts/cluster', () => {
  const read = (name: string) => Bun.file(join(import.meta.dir, '../../scripts/cluster', name)).text()

  test('starts copies with settings that a server takes', async () => {
    const compose = Bun.YAML.parse(await read('compose.yml')) as ComposeFile // the file says so
    const given = Object.entries(compose.services.server.environment).map(([name, value]) => [
      name,
      value.replace(
        /\$\{(\w+):\?\}/g,
        secret => (secret.includes('JWT') ? cluster.env.JWT_SECRET : 'secret') ?? '',
      ),
    ])
    const environment: Record<string, string> = Object.fromEntries(given)
    const known = Object.values(settings).map(({ variable }) => variable)
    expect(Object.keys(environment).filter(name => !known.some(variable => variable === name))).toEqual([])
    expect(hasCopies(readConfig(environment, 'production'))).toBeTrue()
  })

  test('balances them with a Caddyfile that Caddy takes', () => {
    const folder = join(import.meta.dir, '../../scripts/cluster')
    const { exitCode } = Bun.spawnSync(
      [findTool('caddy') ?? 'caddy', 'validate', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
      { cwd: folder, env: { PATH: toolPath, HOME: cluster.folder, SITE: 'http://localhost' } },
    )
    expect(exitCode).toBe(0)
  })
})

describe('the doctor', () => {
  const about = /^(ok|problem) +(database|redis|pictures) +/
  const examine = async (changes: Record<string, string>) => {
    const env = { ...cluster.env, DATA_DIR: join(cluster.folder, 'doctor'), ...changes }
    const { exitCode, out, err } = await runToEnd(['doctor'], env)
    return { exitCode, lines: out.split('\n').filter(line => about.test(line)), text: out + err }
  }

  test('says whether PostgreSQL, Redis and the bucket can be used, without a password', async () => {
    const wrongPassword = 'a-wrong-password'
    const [well, away, wrong] = await Promise.all([
      examine({}),
      examine({
        DATABASE_URL: `postgres://somchai:${wrongPassword}@127.0.0.1:1/chayenity`,
        REDIS_URL: `redis://:${wrongPassword}@127.0.0.1:1`,
        S3_ENDPOINT: 'http://127.0.0.1:1',
      }),
      examine({
        DATABASE_URL: cluster.databaseUrl.replace(/[^/]+$/, 'nowhere'),
        REDIS_URL: cluster.redis.url.replace(redisPassword, wrongPassword),
        S3_SECRET_ACCESS_KEY: wrongPassword,
      }),
    ])
    expect(well.lines).toEqual([
      expect.stringMatching(/^ok .*" of DATABASE_URL can be used\. Its tables are of schema \d+\.$/),
      expect.stringMatching(/^ok .* The Redis server "127\.0\.0\.1:\d+" of REDIS_URL can be used\.$/),
      expect.stringMatching(/^ok .* The bucket "pictures" can be read and written\.$/),
    ])
    expect([away.exitCode, away.lines]).toEqual([
      1,
      [
        expect.stringMatching(/^problem .*"127\.0\.0\.1:1" of DATABASE_URL cannot be reached/),
        expect.stringMatching(/^problem .*"127\.0\.0\.1:1" of REDIS_URL cannot be reached/),
        expect.stringMatching(
          /^problem .* The bucket "pictures" cannot be used: nothing listens at S3_ENDPOINT/,
        ),
      ],
    ])
    expect(wrong.lines).toEqual([
      expect.stringMatching(/^problem .* has no database "nowhere"/),
      expect.stringMatching(/^problem .* Correct the user, the password or the scheme of REDIS_URL/),
      expect.stringMatching(/^problem .* S3_SECRET_ACCESS_KEY is not the key of S3_ACCESS_KEY_ID/),
    ])
    const passwords = [wrongPassword, redisPassword, postgresPassword]
    const text = [well, away, wrong].map(each => each.text).join()
    expect(passwords.filter(password => text.includes(password))).toEqual([])
  })
})

describe('a copy that cannot be used does not start', () => {
  const start = async (folder: string, changes: Record<string, string>) => {
    const { exitCode, err, out } = await runToEnd(['serve'], {
      ...cluster.env,
      DATA_DIR: join(cluster.folder, folder),
      ...changes,
    })
    return [exitCode, `${out}${err}`.trim()]
  }

  test('and says why in a sentence, without a password', async () => {
    const wrongPassword = 'a-wrong-password'
    const cases: [Record<string, string>, string][] = [
      [
        { REDIS_URL: 'redis://127.0.0.1:1' },
        'The Redis server "127.0.0.1:1" of REDIS_URL cannot be reached.',
      ],
      [{ COPIES: '1' }, 'Another Chayenity server uses the database of DATABASE_URL.'],
      [
        { REDIS_URL: cluster.redis.url.replace(redisPassword, wrongPassword) },
        'Correct the user, the password or the scheme of REDIS_URL',
      ],
    ]
    const ends = await Promise.all(cases.map(([changes], at) => start(`none-${at}`, changes)))
    expect(ends).toEqual(cases.map(([, sentence]) => [1, expect.stringContaining(sentence)]))
    expect(ends.join()).not.toContain(wrongPassword)
  })
})

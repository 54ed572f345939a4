import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join as joinPath } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020'
import { readConfig } from '../../src/config.ts'
import { createContext, disposeContext } from '../../src/context.ts'
import { fillFromWorldFile } from '../../src/dev/world-file/fill.ts'
import { parseWorldFile } from '../../src/dev/world-file/read.ts'
import { saveWorldFile } from '../../src/dev/world-file/save.ts'
import { worldFileJsonSchema } from '../../src/dev/world-file/schema.ts'
import { say } from '../support/chat.ts'
import { startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { moveGig, post, postAccepted } from '../support/gigs.ts'
import { blocksOf, pagePaths } from '../support/markdown.ts'
import { askCancel, askRelease, pay, payAccepted, payCompleted } from '../support/payments.ts'
import { join, joinMali, joinSomchai, type Person } from '../support/people.ts'
import { runToEnd, temporaryFolder } from '../support/process.ts'
import { ann, bob, walk, world } from '../support/written-world.ts'

const config = readConfig({ DATA_DIR: ':memory:', LOG_LEVEL: 'silent' }, 'demo')

/** The text that a world made of a file is saved as. */
const madeOf = async (text: string, asOfMs: number | null = null): Promise<string> => {
  const ctx = createContext(config)
  try {
    await fillFromWorldFile(ctx, parseWorldFile(text), { seed: 1, asOfMs })
    return await saveWorldFile(ctx)
  } finally {
    await disposeContext(ctx)
  }
}

/** Why a file is not used. */
const problemOf = async (file: unknown): Promise<string> => {
  try {
    await madeOf(typeof file === 'string' ? file : JSON.stringify(file))
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return ''
}

const schemaOf = () =>
  new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(worldFileJsonSchema()))

const done = {
  ...walk,
  status: 'COMPLETED',
  helper: bob.email,
  room: { messages: [{ from: 'helper', text: 'Hello' }], read_by_seeker: 1, ended: true },
  payments: [{ status: 'FAILED' }, { status: 'COMPLETED' }],
  reviews: [{ by: 'seeker', rating: 5, comment: 'Great' }],
}

describe('a world file of a running demo', () => {
  let server: TestDevServer
  let saved: string
  let people: Person[]
  beforeAll(async () => {
    server = await startTestDevServer()
    const [somchai, mali, nok] = [
      await joinSomchai(server),
      await joinMali(server),
      await join(server, 'nok@example.com', 'Nok'),
    ]
    people = [somchai, mali, nok]
    await live(somchai, mali)
    await nok.client.post('/api/buddies', { buddy_user_id: mali.user.id, notes: 'Paints well' })
    await nok.client.put('/api/users/availability', { is_available: false })
    await mali.client.put('/api/users/location', { latitude: 13.7, longitude: 100.5, address_text: 'Silom' })
    await leave(somchai)
    const answer = await fetch(`${server.url}/api/_dev/world.json`)
    saved = await answer.text()
  })
  afterAll(() => server.stop())

  /** Everything that can happen to gigs, payments, messages and reviews. */
  const live = async (somchai: Person, mali: Person) => {
    const revised = await post(somchai, { starts_at: null, image_urls: null })
    await somchai.client.put(`/api/gigs/${revised.id}`, { title: 'Changed' })
    await moveGig(somchai, await post(somchai), 'CANCELLED')
    const inWork = await postAccepted(somchai, mali)
    await moveGig(mali, inWork, 'IN_PROGRESS')
    await pay(somchai, inWork, 'mock_payment_declined')
    await askCancel(somchai, await pay(somchai, inWork))
    await pay(somchai, inWork)
    await moveGig(somchai, (await payAccepted(somchai, mali)).gig, 'CANCELLED')
    await pay(somchai, await postAccepted(somchai, mali), 'mock_payment_slow')
    const finished = await payAccepted(somchai, mali)
    for (const status of ['IN_PROGRESS', 'COMPLETED']) await moveGig(mali, finished.gig, status)
    await askRelease(somchai, finished.transaction, { release_reason: 'Well done' })
    const { gig } = await payCompleted(somchai, mali)
    const about = { gig_id: gig.id, reviewee_id: mali.user.id, rating: 4, comment: 'Quick' }
    const review = await somchai.client.post<{ id: string }>('/api/reviews', about)
    await somchai.client.put(`/api/reviews/${review.body.id}`, { rating: 2 })
    await chat(somchai, mali)
  }

  const chat = async (somchai: Person, mali: Person) => {
    const rooms = await somchai.client.get<{ rooms: { id: string }[] }>('/api/chat/rooms?limit=2')
    const [one, other] = rooms.body.rooms
    if (!one || !other) throw new Error('There are no rooms.')
    for (const content of ['One', 'Two', 'Three']) await say(mali, one, content, { client_id: content })
    await somchai.client.put(`/api/chat/rooms/${one.id}/read`)
    await say(mali, one, '', { image_url: 'https://example.com/four.jpg' })
    await say(somchai, other, 'The last one')
    await mali.client.post(`/api/chat/rooms/${other.id}/end`)
  }

  /** Somebody deletes their account, and leaves a gig and a message behind. */
  const leave = async (somchai: Person) => {
    const ben = await join(server, 'ben@example.com', 'Ben')
    await postAccepted(somchai, ben)
    const rooms = await ben.client.get<{ rooms: { id: string }[] }>('/api/chat/rooms')
    const [room] = rooms.body.rooms
    if (!room) throw new Error('There is no room.')
    await say(ben, room, 'I have to go')
    const answer = await ben.client.send('DELETE', '/api/users/me', { body: { password: ben.password } })
    expect(answer.status).toBe(200)
  }

  test('makes a world that is saved as the same file', async () => {
    expect(await madeOf(saved)).toBe(saved)
  })

  test('fits the schema that editors read', () => {
    const validate = schemaOf()
    expect([validate(JSON.parse(saved)), validate.errors]).toEqual([true, null])
  })

  test('has no password, no token and no session', () => {
    for (const secret of [
      'argon2',
      'ben@example.com',
      'eyJ',
      'password',
      'session',
      ...people.map(one => one.password),
    ])
      expect(saved).not.toContain(secret)
  })

  test('moves with the time at which its world is to end', async () => {
    const asOf = Date.UTC(2031, 0, 1)
    const moved = JSON.parse(await madeOf(saved, asOf))
    expect(moved.as_of).toBe('2031-01-01T00:00:00.000000Z')
    expect(moved.gigs).toHaveLength(JSON.parse(saved).gigs.length)
  })
})

describe('a world file that a person wrote', () => {
  test('needs no ids and no times', async () => {
    const first = await madeOf(
      JSON.stringify(world({ gigs: [walk, done], buddies: [{ owner: ann.email, buddy: bob.email }] })),
    )
    expect(await madeOf(first)).toBe(first)
    const { gigs, buddies } = JSON.parse(first)
    const completed = gigs.find((gig: { status: string }) => gig.status === 'COMPLETED')
    expect(gigs).toHaveLength(2)
    expect(completed.payments.map((payment: { status: string }) => payment.status)).toEqual([
      'FAILED',
      'COMPLETED',
    ])
    expect(buddies).toHaveLength(1)
  })

  test('is that of every page, where a page shows one', async () => {
    const pages = pagePaths().map(path => Bun.file(path).text())
    const shown = (await Promise.all(pages)).flatMap(blocksOf).filter(({ language }) => language === 'json')
    expect(shown.length).toBeGreaterThan(0)
    const validate = schemaOf()
    for (const { text } of shown) {
      expect([validate(JSON.parse(text)), validate.errors]).toEqual([true, null])
      expect(await madeOf(text)).toContain('chayenity_world')
    }
  })

  test('says which rule of the marketplace it breaks, and where', async () => {
    const cases: [unknown, string][] = [
      [world({ gigs: [{ ...done, helper: ann.email }] }), 'gigs[0].helper: You cannot accept a gig'],
      [world({ gigs: [{ ...done, reviews: [...done.reviews, ...done.reviews] }] }), 'gigs[0].reviews[1]: '],
      [
        world({ gigs: [{ ...done, payments: [{ status: 'PENDING' }, { status: 'PENDING' }] }] }),
        'gigs[0].payments[1]: ',
      ],
      [
        world({ buddies: [{ owner: ann.email, buddy: ann.email }] }),
        'buddies[0]: You cannot be your own buddy',
      ],
    ]
    for (const [file, sentence] of cases) expect(await problemOf(file)).toContain(sentence)
  })
})

test('example data with all its pictures is the same after it went through a file', async () => {
  const folder = temporaryFolder()
  const at = (name: string) => joinPath(folder.path, name)
  const run = (name: string, ...words: string[]) => runToEnd(words, { DATA_DIR: at(name) })
  try {
    await run('one', 'seed', '--users', '12', '--gigs', '40', '--as-of', '2026-01-31T09:00:00Z')
    await run('one', 'world', 'save', at('one.json'))
    await run('two', 'seed', '--from', at('one.json'))
    await run('two', 'world', 'save', at('two.json'))
    const [one, two] = [await Bun.file(at('one.json')).text(), await Bun.file(at('two.json')).text()]
    expect(two).toBe(one)
    expect(JSON.parse(one).pictures.length).toBeGreaterThan(5)
    expect((await run('two', 'check')).exitCode).toBe(0)
    // The next start finds the world and makes nothing beside it.
    expect((await run('two', 'seed')).exitCode).toBe(0)
    await run('two', 'world', 'save', '--force', at('two.json'))
    expect(await Bun.file(at('two.json')).text()).toBe(one)
  } finally {
    folder.remove()
  }
}, 240_000)

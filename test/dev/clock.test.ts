import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { movableClock } from '../../src/dev/movable-clock.ts'
import { manualClock } from '../../src/lib/clock.ts'
import { openRoom } from '../support/chat.ts'
import { Client, refusalIn } from '../support/client.ts'
import { control, loginAs, startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { post, postAccepted } from '../support/gigs.ts'
import { askEscrow, askRecord } from '../support/payments.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { connectToRoom } from '../support/sockets.ts'

let server: TestDevServer
let somchai: Person
let mali: Person

interface ClockJson {
  now: string
  is_frozen: boolean
  offset_seconds: number
}

const move = async (body: Record<string, unknown>): Promise<ClockJson> => {
  const answer = await control<ClockJson>(server, 'POST', '/clock', body)
  expect(answer.status).toBe(200)
  return answer.body
}

/** The same user with a token of now. */
const loginAgain = async (person: Person): Promise<Person> => {
  const { body: tokens } = await loginAs(server, person.user.email)
  return { ...person, tokens, client: new Client(server.url, tokens.access_token) }
}

describe('the clock of a world', () => {
  beforeEach(async () => {
    server = await startTestDevServer()
    somchai = await joinSomchai(server)
    mali = await joinMali(server)
  })
  afterEach(() => server.stop())

  test('can be set and frozen, and every timestamp follows it', async () => {
    await move({ action: 'freeze' })
    const set = await move({ action: 'set', at: '2030-01-01T00:00:00Z' })
    expect(set).toMatchObject({ now: '2030-01-01T00:00:00.000000Z', is_frozen: true })
    somchai = await loginAgain(somchai)
    expect(await post(somchai)).toMatchObject({ created_at: '2030-01-01T00:00:00.000000Z' })
    await move({ action: 'advance', seconds: 90 })
    expect(await post(somchai)).toMatchObject({ created_at: '2030-01-01T00:01:30.000000Z' })
    expect((await move({ action: 'resume' })).is_frozen).toBe(false)
    expect((await control<ClockJson>(server, 'GET', '/clock')).body.now).toStartWith('2030-01-01T00:01:3')
  })

  test('expires tokens and closes their sockets', async () => {
    const room = await openRoom(somchai, mali)
    const socket = await connectToRoom(server, room.id, mali)
    await move({ action: 'advance', seconds: 30 * 60 + 1 })
    expect((await socket.closed).code).toBe(4001)
    expect(refusalIn(await mali.client.get('/api/auth/me'))).toEqual([401, 'TOKEN_EXPIRED'])
  })

  test('completes a slow payment at once', async () => {
    const gig = await postAccepted(somchai, mali)
    const paid = await askEscrow(somchai, gig.id, { payment_method: 'mock_payment_slow' })
    expect(paid.body.status).toBe('PROCESSING')
    await move({ action: 'advance', seconds: 10 })
    const statusOf = async () => (await askRecord(somchai, paid.body)).body.status
    while ((await statusOf()) === 'PROCESSING') await Bun.sleep(1)
    expect(await statusOf()).toBe('PENDING')
  })

  test('rejects a move without its field', async () => {
    for (const body of [
      { action: 'advance' },
      { action: 'set' },
      { action: 'stop' },
      { action: 'set', at: 'soon' },
    ])
      expect((await control(server, 'POST', '/clock', body)).status).toBe(422)
  })
})

describe('a movable clock', () => {
  test('runs like the underlying clock, and a jump runs all due timers in order', () => {
    const underlying = manualClock(1000)
    const clock = movableClock(underlying)
    const ran: string[] = []
    clock.after(500, () => ran.push('late'))
    clock.after(100, () => ran.push('early'))
    const cancel = clock.after(50, () => ran.push('never'))
    cancel()
    underlying.advance(99)
    expect([clock.now(), ran]).toEqual([1099, []])
    clock.advance(1000)
    expect([clock.now(), ran]).toEqual([2099, ['early', 'late']])
    underlying.advance(1)
    expect(clock.now()).toBe(2100)
  })

  test('is frozen until it is resumed, and no timer becomes due meanwhile', () => {
    const underlying = manualClock(0)
    const clock = movableClock(underlying)
    const ran: number[] = []
    clock.after(10, () => ran.push(clock.now()))
    clock.freeze()
    underlying.advance(1000)
    expect([clock.now(), ran]).toEqual([0, []])
    clock.resume()
    underlying.advance(10)
    expect(ran).toEqual([10])
  })

  test('delays no timer when the clock underlying is set back', () => {
    const underlying = manualClock(10_000_000)
    const clock = movableClock(underlying)
    let ran = 0
    clock.after(500, () => {
      ran += 1
    })
    underlying.step(-3_600_000)
    expect([clock.now(), clock.elapsed()]).toEqual([6_400_000, 0])
    underlying.advance(500)
    expect([ran, clock.elapsed()]).toEqual([1, 500])
  })

  test('lets time pass when it is moved forwards, none when it is moved back, and none while it stands', () => {
    const underlying = manualClock(10_000_000)
    const clock = movableClock(underlying)
    clock.advance(700)
    clock.set(5000)
    expect(clock.elapsed()).toBe(700)
    clock.freeze()
    underlying.advance(1000)
    clock.advance(50)
    expect([clock.now(), clock.elapsed()]).toEqual([5050, 750])
    clock.resume()
    underlying.advance(1)
    expect([clock.now(), clock.elapsed()]).toEqual([5051, 751])
  })

  test('starts from the state of another clock', () => {
    const underlying = manualClock(0)
    const clock = movableClock(underlying)
    clock.set(5000)
    clock.freeze()
    expect(movableClock(underlying, clock.state()).now()).toBe(5000)
  })
})

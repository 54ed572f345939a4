import { afterEach, beforeEach, expect, test } from 'bun:test'
import { silentSocket } from '../test/support/hub-socket.ts'
import { testNow } from '../test/support/server.ts'
import { at, makeSession, makeWrite } from '../test/support/stores.ts'
import { readConfig } from './config.ts'
import { type Context, createContext, disposeContext } from './context.ts'
import { joinCopies } from './copies.ts'
import type { SessionId } from './domain/ids.ts'
import { createMockProvider } from './domain/transactions/provider.ts'
import { createAccount } from './domain/users/operator.ts'
import { type ManualClock, manualClock } from './lib/clock.ts'
import { createLog } from './lib/log.ts'
import { Copies } from './live/copies.ts'
import type { Live } from './live/live.ts'

let clock: ManualClock
let ctx: Context
let copies: Copies
/** What work it began that one copy does for all. */
let works: string[]
let failure: Error | null
let logLines: string[]
let told: string[]

beforeEach(() => {
  clock = manualClock(testNow)
  works = []
  failure = null
  logLines = []
  told = []
  const log = createLog('debug', { write: line => logLines.push(line) })
  const opened = createContext(readConfig({ DATA_DIR: ':memory:' }, 'production'), { clock, log })
  const runOnce: Context['store']['runOnce'] = (name, work) => {
    works.push(name)
    return failure ? Promise.reject(failure) : opened.store.runOnce(name, work)
  }
  ctx = { ...opened, store: { ...opened.store, runOnce } }
  const send = async (text: string) => {
    told.push(text)
  }
  copies = new Copies('one', clock, { send, renew: () => {}, close: () => {} }, () => {})
  const live: Live = {
    copies,
    counters: { count: () => Promise.reject(new Error('There are no limits here.')) },
    close: () => copies.close(),
  }
  joinCopies(ctx, live, { channels: [], provider: createMockProvider(clock) })
})
afterEach(async () => {
  await copies.close()
  await disposeContext(ctx)
})

/** Time passes, and what began then comes to its end. */
const pass = async (ms: number) => {
  clock.advance(ms)
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>(resolve => setImmediate(resolve))
}

const openSession = async () => {
  const user = await createAccount(ctx, {
    email: 'mali@example.com',
    fullName: 'Mali',
    password: 'a good password',
    contactInfo: null,
  })
  const session = makeSession(user, { expiresAt: at(3600) })
  await ctx.store.sessions.begin(makeWrite(), session)
  const ended: SessionId[] = []
  const socket = silentSocket({ topic: 'room', area: null, userId: user.id, sessionId: session.id })
  ctx.hub.join({ ...socket, end: () => ended.push(session.id) })
  return { session, ended }
}

test('a copy closes the sockets of sessions within a second that ended where nobody told it', async () => {
  const { session, ended } = await openSession()
  await ctx.store.sessions.end(makeWrite(), session.id)
  await pass(999)
  expect(ended).toEqual([])
  await pass(1)
  expect(ended).toEqual([session.id])
})

test('one of the copies looks for payments to take over every two seconds', async () => {
  await pass(1999)
  expect(works).toEqual([])
  await pass(1)
  expect(works).toEqual(['payments'])
  await pass(2000)
  expect(works).toEqual(['payments', 'payments'])
})

test('a copy goes on with its work when the database was away, of which the log says little', async () => {
  failure = new Error('The database is away.')
  await pass(2000)
  const lines = logLines.filter(line => line.includes('Work between copies failed.'))
  expect(lines.map(line => JSON.parse(line).level)).toEqual(['debug'])
  failure = null
  await pass(2000)
  expect(works).toEqual(['payments', 'payments'])
})

test('a copy that has said that it stops works no more', async () => {
  await copies.close()
  for (let rounds = 0; rounds < 3; rounds += 1) await pass(2000)
  expect(works).toEqual([])
})

test('a copy tells the others which sessions end and which logins there were', async () => {
  const { session } = await openSession()
  ctx.hub.endSession(session.userId, session.id)
  ctx.accountCaches.rememberLogin('mali@example.com', '192.0.2.1')
  await pass(0)
  const names = told.flatMap(text => JSON.parse(text).messages ?? []).map(({ name }) => name)
  expect(names).toEqual(['session', 'login'])
})

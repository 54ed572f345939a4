import { afterEach, expect, test } from 'bun:test'
import { Client } from '../support/client.ts'
import { control, joinWorld, startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { postAccepted } from '../support/gigs.ts'
import { askEscrow, askRecord, type TransactionJson } from '../support/payments.ts'
import { joinAfresh, joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startProcess, temporaryFolder } from '../support/process.ts'

const folder = temporaryFolder()
let stop: () => Promise<unknown> = async () => {}
afterEach(() => stop())

const startSlowPayment = async (payer: Person, helper: Person): Promise<TransactionJson> => {
  const gig = await postAccepted(payer, helper)
  const { body } = await askEscrow(payer, gig.id, { payment_method: 'mock_payment_slow' })
  expect(body.status).toBe('PROCESSING')
  return body
}

const statusOf = async (payer: Person, payment: TransactionJson) =>
  (await askRecord(payer, payment)).body.status

/** Resolves when it is; the test’s own time limit says that it never is. */
const settled = async (payer: Person, payment: TransactionJson) => {
  while ((await statusOf(payer, payment)) === 'PROCESSING') await Bun.sleep(5)
  expect(await statusOf(payer, payment)).toBe('PENDING')
}

const startDevServer = async (): Promise<TestDevServer> => {
  const server = await startTestDevServer()
  stop = server.stop
  return server
}

test('a slow payment of a checkpoint settles after a restore of the main world and in a world made from it', async () => {
  const server = await startDevServer()
  const [payer, helper] = [await joinSomchai(server), await joinMali(server)]
  const freeze = (world: string) =>
    new Client(server.url).send('POST', '/api/_dev/clock', {
      body: { action: 'freeze' },
      headers: { 'x-world': world },
    })
  await freeze('')
  const payment = await startSlowPayment(payer, helper)
  await control(server, 'POST', '/checkpoints/under-way')
  await control(server, 'POST', '/clock', { action: 'advance', seconds: 4 })
  await settled(payer, payment)
  await control(server, 'POST', '/checkpoints/under-way/restore')
  expect(await statusOf(payer, payment)).toBe('PROCESSING')
  await control(server, 'POST', '/clock', { action: 'advance', seconds: 4 })
  await settled(payer, payment)
  const inWorld = <Body>(method: string, path: string, body?: unknown) =>
    payer.client.send<Body>(method, path, { body, headers: { 'x-world': 'w1@under-way' } })
  const path = `/api/transactions/${payment.id}`
  expect((await inWorld<TransactionJson>('GET', path)).body.status).toBe('PROCESSING')
  await inWorld('POST', '/api/_dev/clock', { action: 'advance', seconds: 4 })
  while ((await inWorld<TransactionJson>('GET', path)).body.status === 'PROCESSING') await Bun.sleep(5)
  expect((await inWorld<TransactionJson>('GET', path)).body.status).toBe('PENDING')
})

test('a slow payment settles in a named world', async () => {
  const server = await startDevServer()
  const [payer, helper] = [await joinWorld(server, 'w1', 'Somchai'), await joinWorld(server, 'w1', 'Mali')]
  await settled(payer, await startSlowPayment(payer, helper))
})

test.each(['serve', 'demo'])(
  'a slow payment under way settles after %s was killed',
  async command => {
    const words = command === 'demo' ? ['demo', '--users', '5', '--gigs', '5'] : ['serve']
    const env = { DATA_DIR: `${folder.path}/${command}`, RATE_LIMIT: 'off' }
    const first = await startProcess(words, env)
    const payer = await joinAfresh(first, 'Payer')
    const helper = await joinAfresh(first, 'Helper')
    const payment = await startSlowPayment(payer, helper)
    await first.end('SIGKILL')
    const second = await startProcess(words, env)
    stop = () => second.end('SIGTERM')
    await settled({ ...payer, client: payer.client.at(second.url) }, payment)
  },
  60_000,
)

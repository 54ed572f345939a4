import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { settings } from '../../src/config.ts'
import { operatorCommands, operatorQueries } from '../../src/domain/operators/registry.ts'
import { type DeskBrowser, deskPassword, newLinkFor, openDesk } from '../support/desk-browser.ts'
import {
  type DeskWorld,
  deskCommandCases,
  deskQueryCases,
  pathOfQuery,
  startDeskServer,
} from '../support/desk-cases.ts'
import '../support/patience.ts'
import { joinMali, joinSomchai } from '../support/people.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'

/** Nothing that the desk answers, and no line of the log, holds a secret. */

/** A value for each setting that is a secret. */
const secretSettings: Readonly<Record<string, string>> = {
  JWT_SECRET: 'planted-jwt-Qm4vX8zK1sT7pR2wLc5bN9hYu',
  METRICS_TOKEN: 'planted-metrics-Jb6nY3cH9fL5dG0aWx4',
  SMTP_URL: 'smtp://desk:planted-mail-Uo7iE2xW8qZ4@127.0.0.1:1',
  S3_SECRET_ACCESS_KEY: 'planted-bucket-Vk5tM1yB6rP3sD9e',
}

/** These lead to another engine, whose own tests look for their secrets: test/e2e/postgres.slow.ts and cluster.slow.ts. */
const elsewhere = ['DATABASE_URL', 'REDIS_URL']

/** Columns of the database that hold a secret, or what stands for one. */
const secretColumns = [
  'users.password_hash',
  'password_links.token_hash',
  'operators.password_hash',
  'operators.totp_secret',
  'operators.link_hash',
  'operators.link_secret',
  'operator_sessions.id',
  'place_grid.key',
]

/** Columns whose names sound as if they did. */
const openColumns = ['files.thumbhash', 'files.sha256', 'idempotency_records.key', 'idempotency_people.key']

let world: DeskWorld
let operator: DeskBrowser
let texts: string[] = []
const nextMinute = () => world.server.clock.advance(61_000)

const withDatabase = async <Result>(read: (db: TestDatabase) => Promise<Result>): Promise<Result> => {
  const db = openTestDatabase(world.server.ctx.config)
  return read(db).finally(db.close)
}

/** Asks everything, well and badly. */
const collectTexts = async (): Promise<string[]> => {
  const found: string[] = []
  const keep = async (response: Response) => {
    const headers = [...response.headers].filter(([name]) => name !== 'set-cookie')
    found.push(JSON.stringify(headers) + (await response.text()))
  }
  for (const { name, path } of operatorQueries) {
    await keep(await operator.send('GET', pathOfQuery(path, (await deskQueryCases[name]?.(world)) ?? {})))
    await keep(await operator.send('GET', pathOfQuery(path, { skip: 'x', days: 'x', user_id: deskPassword })))
  }
  for (const { name } of operatorCommands) {
    nextMinute()
    const fields = { reason: 'because', ...(await deskCommandCases[name]?.(world)) }
    await keep(await operator.command(name, fields))
    await keep(await operator.command(name, fields))
    await keep(await operator.command(name, { operator_password: `not ${deskPassword.slice(2)}` }))
  }
  nextMinute()
  await keep(
    await operator.send('POST', '/login', { body: { email: operator.email, password: deskPassword } }),
  )
  await keep(await operator.send('POST', '/link', { body: { link: 'x' } }))
  for (const path of ['/openapi.json', '/session', '/login']) await keep(await operator.send('GET', path))
  await keep(await fetch(`${world.server.url}/ops`))
  return found
}

beforeAll(async () => {
  const server = await startDeskServer({ ...secretSettings, RESET_URL: 'https://app.example/reset' })
  const [seeker, helper] = [await joinSomchai(server), await joinMali(server)]
  operator = await openDesk(server)
  world = { server, seeker, helper, operator }
  // A link that is not used, so that its secret is in the database.
  await newLinkFor(server.ctx, 'waiting@example.com', 'viewer')
  texts = [...(await collectTexts()), ...server.logLines]
})
afterAll(() => world?.server.stop())

describe('no answer of the desk and no line of the log has', () => {
  const expectNoneOf = (secrets: readonly string[]) => {
    expect(texts.length).toBeGreaterThan(2 * operatorQueries.length + 3 * operatorCommands.length)
    expect(secrets.every(secret => secret.length >= 8)).toBeTrue()
    expect(secrets.filter(secret => texts.some(text => text.includes(secret)))).toEqual([])
  }

  test('a setting that is a secret', () => {
    const named = Object.values(settings).filter(setting => 'isSecret' in setting && setting.isSecret)
    expect(named.map(({ variable }) => variable).sort()).toEqual(
      [...Object.keys(secretSettings), ...elsewhere].sort(),
    )
    const encoded = Buffer.from(world.server.ctx.secretKey)
    expectNoneOf([
      ...Object.values(secretSettings),
      'planted-mail-Uo7iE2xW8qZ4',
      ...(['base64', 'base64url', 'hex'] as const).map(encoding => encoded.toString(encoding)),
    ])
  })

  test('a password, a cookie or a token', () => {
    const { access_token, refresh_token } = world.seeker.tokens
    const cookies = [operator.cookie, operator.device].map(pair => pair.split('=')[1] ?? '')
    expectNoneOf([
      deskPassword,
      'a planted password',
      world.seeker.password,
      access_token,
      refresh_token,
      ...cookies,
    ])
  })

  test.each(secretColumns)('a value of %s', async column => {
    const [table = '', name = ''] = column.split('.')
    const rows = await withDatabase(db =>
      db.all<{ value: string | Uint8Array }>(
        `SELECT ${name} AS value FROM ${table} WHERE length(${name}) > 0`,
      ),
    )
    expect(rows).not.toBeEmpty()
    expectNoneOf(
      rows.map(({ value }) => (typeof value === 'string' ? value : Buffer.from(value).toString('hex'))),
    )
  })
})

test('every column that sounds like a secret is known as one or not', async () => {
  const words = /\..*(hash|secret|token|key|password|sha256)/
  const columns = await withDatabase(db => db.columns())
  expect(columns.length).toBeGreaterThan(100)
  const known = new Set([...secretColumns, ...openColumns])
  expect(columns.filter(name => words.test(name) && !known.has(name))).toEqual([])
})

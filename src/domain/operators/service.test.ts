import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { runAsCommandLine } from '../../../test/support/desk-browser.ts'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import type { Config } from '../../config.ts'
import { findOperator } from './service.ts'
import { findCaller, logOut, readLink, touchSession, useLink } from './sessions.ts'
import { codeOf, fromBase32, stepAt } from './totp.ts'

const minuteMs = 60_000

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

let created = 0
const create = async (changes: Partial<Config> = {}) => {
  created += 1
  const email = `service${created}@example.com`
  const ctx = { ...server.ctx, config: { ...server.ctx.config, ...changes } }
  const answer = await runAsCommandLine(ctx, 'operator.create', { email, role: 'viewer' })
  const [address = '', link = ''] = String(answer.url).split('#link=')
  return { email, address, link }
}

const codeFor = async (link: string): Promise<string> =>
  codeOf(fromBase32((await readLink(server.ctx, link)).secret), stepAt(server.clock.now()))

const begin = async () => {
  const { link } = await create()
  const { token } = await useLink(server.ctx, {
    link,
    password: 'a password of the desk',
    code: await codeFor(link),
  })
  const find = async () => {
    const caller = await findCaller(server.ctx, token)
    return caller instanceof Error ? caller.code : 'found'
  }
  const touch = async () => {
    const caller = await findCaller(server.ctx, token)
    if (caller instanceof Error) throw caller
    await touchSession(server.ctx, caller)
    return caller
  }
  return { find, touch }
}

describe('the link of an operator', () => {
  test('leads to the page of the desk, wherever that is', async () => {
    const { port } = server.ctx.config
    expect([
      (await create()).address,
      (await create({ tlsCert: '/cert.pem' })).address,
      (await create({ opsPort: 9000 })).address,
      (await create({ publicUrl: 'https://gigs.example' })).address,
      (await create({ publicUrl: 'https://gigs.example/app' })).address,
      (await create({ publicUrl: 'https://gigs.example', opsPort: 9000 })).address,
    ]).toEqual([
      `http://localhost:${port}/ops`,
      `https://localhost:${port}/ops`,
      'http://localhost:9000/ops',
      'https://gigs.example/ops',
      'https://gigs.example/app/ops',
      'https://gigs.example:9000/ops',
    ])
  })

  test('is read until its last moment, as often as one likes', async () => {
    const { email, link } = await create()
    server.clock.advance(15 * minuteMs - 1)
    for (let times = 0; times < 2; times += 1) expect((await readLink(server.ctx, link)).email).toBe(email)
    server.clock.advance(1)
    await expect(readLink(server.ctx, link)).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND' })
  })

  test('stays good after a wrong code and a password that is too common', async () => {
    const { link } = await create()
    const code = await codeFor(link)
    const wrong = code === '000000' ? '000001' : '000000'
    const use = (changes: object) =>
      useLink(server.ctx, { link, code, password: 'a password of the desk', ...changes })
    await expect(use({ code: wrong })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      fieldErrors: { code: ['Is not the code of this moment.'] },
    })
    await expect(use({ password: 'q1w2e3r4t5y6' })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    expect((await use({})).operator.role).toBe('viewer')
  })

  test('of somebody who is disabled is void, and enabling them does not bring it back', async () => {
    const { email, link } = await create()
    const { id } = await findOperator(server.ctx, email)
    await runAsCommandLine(server.ctx, 'operator.disable', { operator_id: id })
    await expect(readLink(server.ctx, link)).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND' })
    await runAsCommandLine(server.ctx, 'operator.enable', { operator_id: id })
    await expect(readLink(server.ctx, link)).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND' })
  })
})

describe('an operator', () => {
  test('is found by the e-mail address as people type it', async () => {
    const { email } = await create()
    expect((await findOperator(server.ctx, ` ${email.toUpperCase()} `)).email).toBe(email)
    await expect(findOperator(server.ctx, 'nobody@example.com')).rejects.toThrow(
      'There is no operator with the e-mail nobody@example.com.',
    )
  })

  test('who is disabled twice was disabled the first time', async () => {
    const { email } = await create()
    const { id } = await findOperator(server.ctx, email)
    const disable = () => runAsCommandLine(server.ctx, 'operator.disable', { operator_id: id })
    const { disabled_at } = await disable()
    server.clock.advance(minuteMs)
    expect((await disable()).disabled_at).toBe(disabled_at)
  })
})

describe('the session of an operator', () => {
  test('is over exactly half an hour after it was used', async () => {
    const { find, touch } = await begin()
    server.clock.advance(30 * minuteMs - 1)
    expect(await find()).toBe('found')
    await touch()
    server.clock.advance(30 * minuteMs - 1)
    expect(await find()).toBe('found')
    server.clock.advance(1)
    expect(await find()).toBe('TOKEN_EXPIRED')
  })

  test('is written anew by the first use after a minute, and by none before', async () => {
    const { find, touch } = await begin()
    server.clock.advance(minuteMs - 1)
    await touch()
    server.clock.advance(29 * minuteMs)
    expect(await find()).toBe('found')
    server.clock.advance(1)
    expect(await find()).toBe('TOKEN_EXPIRED')
    const second = await begin()
    server.clock.advance(minuteMs)
    await second.touch()
    server.clock.advance(30 * minuteMs - 1)
    expect(await second.find()).toBe('found')
  })

  test('that was ended is not found any more', async () => {
    const { find, touch } = await begin()
    await logOut(server.ctx, await touch())
    expect(await find()).toBe('NOT_AUTHENTICATED')
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createPasswordLink, linkMinutes, mailPauseMinutes } from '../../src/domain/auth/password-links.ts'
import { Client, refusalIn } from '../support/client.ts'
import { startMailServer } from '../support/mail-server.ts'
import { joinAfresh, logInAs, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** Links for a new password, sent by a mail server. */

let mailServer: Awaited<ReturnType<typeof startMailServer>>
let server: TestServer
let nobody: Client

beforeAll(async () => {
  mailServer = await startMailServer()
  const env = {
    SMTP_URL: mailServer.url,
    MAIL_FROM: 'desk@example.com',
    PUBLIC_URL: 'https://chayenity.example/api-here',
  }
  server = await startTestServer({ env })
  nobody = new Client(server.url)
})
afterAll(async () => {
  await server.stop()
  mailServer.stop()
})

/** The mail is made up to five seconds later. */
const forget = async (email: string, client = nobody) => {
  const answer = await client.post<{ message: string }>('/api/auth/forgot', { email })
  server.clock.advance(5000)
  return answer
}
const reset = (token: string, password = 'a longer passphrase') =>
  nobody.post<{ message: string }>('/api/auth/reset', { token, new_password: password })

/** The text of a mail, whose lines are broken and whose letters beyond ASCII are encoded. */
const textOf = (data: string): string => {
  const [head = '', ...body] = data.split('\n\n')
  const text = body.join('\n\n')
  return /base64/i.test(head)
    ? Buffer.from(text, 'base64').toString('utf8')
    : Buffer.from(
        text
          .replace(/=\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
        'latin1',
      ).toString('utf8')
}

const tokenIn = (data: string): string => /#token=([\w-]+)/.exec(textOf(data))?.[1] ?? ''

const linkOf = async ({ user }: Person): Promise<string> => {
  const { url } = await createPasswordLink(server.ctx, user.id)
  return url.split('#token=')[1] ?? ''
}

describe('a forgotten password', () => {
  test('is replaced with the link of a mail in Thai and English, once, and every session ends', async () => {
    const mali = await joinAfresh(server, 'Mali')
    const count = mailServer.mails.length
    expect((await forget(` ${mali.user.email.toUpperCase()} `)).status).toBe(200)
    await mailServer.received(count + 1)
    const mail = mailServer.mails.at(-1)
    expect(mail?.to).toBe(mali.user.email)
    const text = textOf(mail?.data ?? '')
    expect(text).toContain('https://chayenity.example/api-here/reset#token=')
    expect(text).toContain('ตั้งรหัสผ่านใหม่')
    expect(text).toContain('choose a new password')
    const token = tokenIn(mail?.data ?? '')
    expect((await reset(token)).body).toEqual({ message: 'Password changed' })
    expect(refusalIn(await mali.client.get('/api/users/me'))).toEqual([401, 'INVALID_TOKEN'])
    expect((await logInAs(server.url, mali.user.email, 'a longer passphrase')).token_type).toBe('bearer')
    expect(refusalIn(await reset(token, 'another passphrase'))).toEqual([400, 'INVALID_RESET_TOKEN'])
  })

  test('answers alike for an address that nobody has, and sends no mail to it or to a disabled person', async () => {
    const nok = await joinAfresh(server, 'Nok')
    const dao = await joinAfresh(server, 'Dao')
    await server.ctx.store.users.setDisabled(
      { now: '2025-10-01T10:00:00.000000Z' as never, newId: server.ctx.newId, idempotency: null },
      dao.user.id,
      '2025-10-01T10:00:00.000000Z' as never, // any moment
    )
    const count = mailServer.mails.length
    const answers = [
      await forget('stranger@example.com'),
      await forget(dao.user.email),
      await forget(nok.user.email),
    ]
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1)
    await mailServer.received(count + 1)
    expect(mailServer.mails.slice(count).map(({ to }) => to)).toEqual([nok.user.email])
  })

  test('keeps the link of a mail good for five minutes, whoever asks for others', async () => {
    const [mali, nok] = [await joinAfresh(server, 'Mali'), await joinAfresh(server, 'Nok')]
    const count = mailServer.mails.length
    await forget(mali.user.email)
    await mailServer.received(count + 1)
    const first = tokenIn(mailServer.mails.at(-1)?.data ?? '')
    expect((await forget(mali.user.email)).status).toBe(200)
    await forget(nok.user.email)
    await mailServer.received(count + 2)
    expect(mailServer.mails.slice(count).map(({ to }) => to)).toEqual([mali.user.email, nok.user.email])
    expect((await reset(first)).status).toBe(200)
    await forget(nok.user.email)
    server.clock.advance(mailPauseMinutes * 60_000)
    await forget(nok.user.email)
    await mailServer.received(count + 3)
    expect(mailServer.mails.at(-1)?.to).toBe(nok.user.email)
  })

  test('answers before the mail is made, and is none the worse for a mail server that takes none', async () => {
    const mali = await joinAfresh(server, 'Mali')
    mailServer.settings.isRejecting = true
    expect((await forget(mali.user.email)).status).toBe(200)
    while (!server.logLines.some(line => line.includes('A mail was not sent.'))) await Bun.sleep(2)
    mailServer.settings.isRejecting = false
    const log = server.logLines.join('\n')
    expect(log).not.toContain('#token=')
    expect(log).not.toContain(mali.user.email)
    expect(log).toContain('550')
  })

  test('is limited by e-mail, whoever asks, and by address', async () => {
    const env = {
      SMTP_URL: mailServer.url,
      PUBLIC_URL: 'https://a.example',
      RATE_LIMIT: 'on',
      TRUST_PROXY: 'on',
    }
    const limited = await startTestServer({ env })
    const ask = (email: string, from: string) =>
      new Client(limited.url).send('POST', '/api/auth/forgot', {
        body: { email },
        headers: { 'x-forwarded-for': from },
      })
    for (let n = 0; n < 5; n += 1) expect((await ask('a@example.com', `10.0.0.${n}`)).status).toBe(200)
    expect(refusalIn(await ask('a@example.com', '10.0.0.9'))).toEqual([429, 'RATE_LIMITED'])
    for (let n = 0; n < 5; n += 1) expect((await ask(`b${n}@example.com`, '10.1.0.1')).status).toBe(200)
    expect(refusalIn(await ask('c@example.com', '10.1.0.1'))).toEqual([429, 'RATE_LIMITED'])
    await limited.stop()
  })

  test('is a 503 with a sentence where no mail is sent', async () => {
    const silent = await startTestServer()
    expect(refusalIn(await forget('a@example.com', new Client(silent.url)))).toEqual([
      503,
      'MAIL_UNAVAILABLE',
    ])
    await silent.stop()
  })
})

describe('a link for a new password', () => {
  test('is stored as a hash, works no more after its time, and gives way to a newer one', async () => {
    const mali = await joinAfresh(server, 'Mali')
    const [first, second] = [await linkOf(mali), await linkOf(mali)]
    expect(refusalIn(await reset(first))).toEqual([400, 'INVALID_RESET_TOKEN'])
    server.clock.advance(linkMinutes * 60_000)
    expect(refusalIn(await reset(second))).toEqual([400, 'INVALID_RESET_TOKEN'])
    for (const wrong of ['', 'x', `${await linkOf(mali)}x`])
      expect((await reset(wrong)).status).toBeGreaterThanOrEqual(400)
  })

  test('takes no common password, and works after such a try', async () => {
    const mali = await joinAfresh(server, 'Mali')
    const token = await linkOf(mali)
    expect(refusalIn(await reset(token, 'password1'))).toEqual([422, 'VALIDATION_ERROR'])
    expect((await reset(token)).status).toBe(200)
  })
})

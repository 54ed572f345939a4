import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { DeskBrowser, deskPassword, newLinkFor, openDesk, runAsCommandLine } from '../support/desk-browser.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** Logins at the operator's desk. */

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  // Without an operator there is no desk.
  await newLinkFor(server.ctx, 'somebody@example.com', 'viewer')
})
afterAll(() => server.stop())

// Limits count by the minute, and codes are good once.
beforeEach(() => server.clock.advance(61_000))

const errorOf = async (response: Response) => {
  const { error_code } = (await response.json()) as { error_code: string }
  return `${response.status} ${error_code}`
}

describe('a desk without an operator', () => {
  test('is answered like any unknown address, whatever the method', async () => {
    const own = await startTestServer()
    try {
      for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
        const answers = await Promise.all(
          ['/ops', '/ops/', '/api/_ops/session', '/api/_ops/login', '/nowhere'].map(async path => {
            const response = await fetch(own.url + path, { method })
            return [response.status, await response.text()]
          }),
        )
        expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1)
        expect(answers[0]?.[0]).toBe(404)
      }
    } finally {
      await own.stop()
    }
  })
})

describe('a link', () => {
  test('is used once, sets the password and the authenticator, and begins a session', async () => {
    const link = await newLinkFor(server.ctx, 'first@example.com', 'viewer')
    const browser = new DeskBrowser(server, 'first@example.com')
    await browser.useLink(link)
    expect(await browser.ask('GET', '/session')).toMatchObject({
      operator: { email: 'first@example.com', role: 'viewer' },
    })
    const again = await new DeskBrowser(server, '').send('POST', '/link/use', {
      body: { link, password: deskPassword, code: '123456' },
    })
    expect(await errorOf(again)).toBe('404 RESOURCE_NOT_FOUND')
  })

  test('shows the authenticator its secret in a code that can be scanned', async () => {
    const link = await newLinkFor(server.ctx, 'scanned@example.com', 'viewer')
    const { email, uri, qr } = await new DeskBrowser(server, '').ask('POST', '/link', { link })
    expect(email).toBe('scanned@example.com')
    expect(uri).toMatch(
      /^otpauth:\/\/totp\/Chayenity:scanned%40example\.com\?secret=[A-Z2-7]{32}&issuer=Chayenity$/,
    )
    expect(qr).toBeArray()
  })

  test('is good for fifteen minutes', async () => {
    const link = await newLinkFor(server.ctx, 'late@example.com', 'viewer')
    server.clock.advance(15 * 60_000)
    const response = await new DeskBrowser(server, '').send('POST', '/link', { body: { link } })
    expect(await errorOf(response)).toBe('404 RESOURCE_NOT_FOUND')
  })

  test('is used by one of two who open it at once', async () => {
    const link = await newLinkFor(server.ctx, 'raced@example.com', 'viewer')
    const browsers = [new DeskBrowser(server, ''), new DeskBrowser(server, '')]
    const outcomes = await Promise.allSettled(browsers.map(browser => browser.useLink(link)))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('of a lost authenticator ends the sessions, and the old password counts no more', async () => {
    const browser = await openDesk(server, 'viewer', 'lost@example.com')
    const { operator, url } = await runAsCommandLine(server.ctx, 'operator.link', {
      operator_id: ((await browser.ask('GET', '/session')).operator as { id: string }).id,
    })
    expect(operator).toMatchObject({ email: 'lost@example.com' })
    expect((await browser.send('GET', '/session')).status).toBe(200)
    await new DeskBrowser(server, 'lost@example.com').useLink(String(url).split('#link=')[1] ?? '')
    expect(await errorOf(await browser.send('GET', '/session'))).toBe('401 NOT_AUTHENTICATED')
    await expect(browser.logIn()).rejects.toThrow('401')
  })
})

describe('a login', () => {
  test('is found by its page, which gets null and no error without one', async () => {
    const browser = await openDesk(server, 'viewer', 'visitor@example.com')
    const found = await browser.ask('GET', '/login')
    expect(found).toEqual({ session: await browser.ask('GET', '/session') })
    expect(found).toMatchObject({ session: { csrf_token: browser.csrfToken } })
    expect(await new DeskBrowser(server, '').ask('GET', '/login')).toEqual({ session: null })
    const elsewhere = { origin: 'https://elsewhere.example' }
    expect((await browser.send('GET', '/login', { headers: elsewhere })).status).toBe(403)
    server.clock.advance(12 * 3_600_000)
    expect(await browser.ask('GET', '/login')).toEqual({ session: null })
  })

  test('needs the password and the code, and says the same whatever is wrong', async () => {
    const browser = await openDesk(server, 'operator', 'login@example.com')
    const good = { email: browser.email, password: deskPassword, code: browser.code(1) }
    const wrong = [
      { ...good, password: 'another password' },
      { ...good, code: '000000' },
      { ...good, email: 'nobody@example.com' },
      // The link was used with the current code.
      { ...good, code: browser.code(0) },
    ]
    const texts = await Promise.all(
      wrong.map(async body => {
        const response = await browser.send('POST', '/login', { body })
        return [response.status, await response.text()].join(' ')
      }),
    )
    expect([...new Set(texts)]).toEqual([
      '401 {"detail":"The e-mail, the password or the code is wrong. After five wrong codes even a right one has to wait; a new link lets you in at once.","error_code":"INVALID_CREDENTIALS"}',
    ])
    expect((await browser.send('POST', '/login', { body: good })).status).toBe(200)
    expect(await errorOf(await browser.send('POST', '/login', { body: good }))).toBe(
      '401 INVALID_CREDENTIALS',
    )
  })

  test('gives a cookie that scripts and other sites do not get', async () => {
    const browser = await openDesk(server, 'operator', 'cookie@example.com')
    const response = await browser.send('POST', '/login', {
      body: { email: browser.email, password: deskPassword, code: browser.code(1) },
    })
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-chayenity-ops=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/),
    ])
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('is limited by address even where RATE_LIMIT is off', async () => {
    const attempt = (email: string) =>
      new DeskBrowser(server, '').send('POST', '/login', {
        body: { email, password: 'x', code: '000000' },
      })
    const statuses: number[] = []
    for (let at = 0; at < 12; at += 1) statuses.push((await attempt(`a${at}@example.com`)).status)
    expect(statuses.slice(9)).toEqual([401, 429, 429])
  })

  test('works from a browser that has logged in before, while strangers use up the attempts of the account', async () => {
    const own = await startTestServer({ env: { TRUST_PROXY: 'on' } })
    const browser = await openDesk(own, 'operator', 'known@example.com')
    const attempt = (password: string, from: string, device: string) =>
      browser.send('POST', '/login', {
        body: { email: browser.email, password, code: browser.code(1) },
        headers: { 'x-forwarded-for': from, cookie: device },
      })
    for (let at = 0; at < 10; at += 1) expect((await attempt('wrong', `10.0.0.${at}`, '')).status).toBe(401)
    const [pair = '', proof = ''] = browser.device.split('.')
    const ofAnother = (await openDesk(own, 'viewer')).device
    for (const device of [
      '',
      `${pair}.${proof.slice(0, -4)}AAAA`,
      `${pair.slice(0, -4)}AAAA.${proof}`,
      ofAnother,
    ])
      expect((await attempt(deskPassword, '10.0.1.1', device)).status).toBe(429)
    expect((await attempt(deskPassword, '10.0.1.1', browser.device)).status).toBe(200)
    await own.stop()
  })

  test('of a disabled operator fails, and the sessions have ended', async () => {
    const browser = await openDesk(server, 'viewer', 'disabled@example.com')
    const { id } = (await browser.ask('GET', '/session')).operator as { id: string }
    await runAsCommandLine(server.ctx, 'operator.disable', { operator_id: id })
    expect(await errorOf(await browser.send('GET', '/session'))).toBe('401 NOT_AUTHENTICATED')
    await expect(browser.logIn()).rejects.toThrow('INVALID_CREDENTIALS')
  })
})

describe('a code', () => {
  test('that is wrong beside the right password can be tried five times, then ever more slowly', async () => {
    const browser = await openDesk(server, 'operator', 'guessed@example.com')
    const isTaken = async (code = browser.code(1)) => {
      const body = { email: browser.email, password: deskPassword, code }
      return (await browser.send('POST', '/login', { body })).status === 200
    }
    const minutes = (count: number) => server.clock.advance(count * 60_000)
    // At once: none of them is compared when another was the last free one.
    const first = await Promise.all(Array.from({ length: 8 }, () => isTaken('000000')))
    expect(first).toEqual(Array(8).fill(false))
    expect(await isTaken()).toBeFalse()
    minutes(1.1)
    expect(await isTaken('000000')).toBeFalse()
    minutes(1.1)
    expect(await isTaken()).toBeFalse()
    minutes(1)
    expect(await isTaken()).toBeTrue()
    expect(server.logLines.join()).toContain('Many wrong codes came with the password of an operator.')
  })

  test('of an operator who waits is taken at once after a new link, of which the list of operators tells', async () => {
    const browser = await openDesk(server, 'operator', 'waiting@example.com')
    const attempt = () =>
      browser.send('POST', '/login', {
        body: { email: browser.email, password: deskPassword, code: '000000' },
      })
    for (let at = 0; at < 5; at += 1) await attempt()
    const listed = async () => {
      const { operators } = await runAsCommandLine(server.ctx, 'operator.list')
      return (operators as { id: string; email: string; wait_seconds: number }[]).find(
        ({ email }) => email === browser.email,
      )
    }
    expect(await listed()).toMatchObject({ wait_seconds: 60 })
    const { url } = await runAsCommandLine(server.ctx, 'operator.link', { operator_id: (await listed())?.id })
    await browser.useLink(String(url).split('#link=')[1] ?? '')
    expect(await listed()).toMatchObject({ wait_seconds: 0 })
    await browser.logIn()
  })

  test('is asked of nobody who does not know the password, so strangers lock nobody out', async () => {
    const browser = await openDesk(server, 'operator', 'unlocked@example.com')
    for (let at = 0; at < 7; at += 1) {
      const body = { email: browser.email, password: 'a wrong password', code: '000000' }
      expect((await browser.send('POST', '/login', { body })).status).toBe(401)
    }
    await browser.logIn()
  })
})

describe('a session', () => {
  test('ends twelve hours after the login, however busy it is', async () => {
    const browser = await openDesk(server, 'viewer', 'busy@example.com')
    for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
      server.clock.advance(20 * 60_000)
      expect((await browser.send('GET', '/session')).status).toBe(200)
    }
    server.clock.advance(20 * 60_000)
    expect(await errorOf(await browser.send('GET', '/session'))).toBe('401 TOKEN_EXPIRED')
  })

  test('ends after thirty minutes in which only the page itself asks', async () => {
    const browser = await openDesk(server, 'viewer', 'idle@example.com')
    const poll = () => browser.send('GET', '/session', { headers: { 'x-background': '1' } })
    server.clock.advance(20 * 60_000)
    expect((await poll()).status).toBe(200)
    server.clock.advance(10 * 60_000)
    expect(await errorOf(await poll())).toBe('401 TOKEN_EXPIRED')
  })

  test('ends with a logout', async () => {
    const browser = await openDesk(server, 'viewer', 'out@example.com')
    const { cookie } = browser
    expect((await browser.send('POST', '/logout')).status).toBe(204)
    browser.cookie = cookie
    expect(await errorOf(await browser.send('GET', '/session'))).toBe('401 NOT_AUTHENTICATED')
  })
})

test('the audit has a line for each login, logout and used link', async () => {
  const browser = await openDesk(server, 'viewer', 'audited@example.com')
  expect((await browser.send('POST', '/logout')).status).toBe(204)
  const { lines } = await runAsCommandLine(server.ctx, 'audit.list', { limit: 100 })
  const actions = (lines as { action: string; actor: string }[])
    .filter(({ actor }) => actor === browser.email)
    .map(({ action }) => action)
  expect(actions).toEqual(['operator.log-out', 'operator.use-link'])
})

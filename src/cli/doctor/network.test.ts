import { afterEach, describe, expect, test } from 'bun:test'
import { freePort } from '../../../test/support/ports.ts'
import { readConfig } from '../../config.ts'
import { readCertificate } from '../certificate.ts'
import { examineCertificate, examineProxy, examineServer } from './network.ts'

const dayMs = 24 * 3_600_000
const tls = { TLS_CERT: 'test/support/tls/cert.pem', TLS_KEY: 'test/support/tls/key.pem' }

const configWith = (environment: Record<string, string>) => readConfig(environment, 'production')

const told = (findings: { level: string; sentence: string }[]) =>
  findings.map(({ level, sentence }) => `${level}: ${sentence.replaceAll(/:\d{4,5}/g, ':PORT')}`)

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

interface Answers {
  health?: () => Response
  /** What is left of the limit, for the first and for the second address. */
  remaining?: [string | null, string | null]
  metricsStatus?: number
  upgrades?: boolean
}

/** A server with whatever a proxy makes of it. */
const startBehindProxy = ({
  health = () => Response.json({ status: 'ok', version: '1' }),
  remaining = ['99', '98'],
  metricsStatus = 404,
  upgrades = true,
}: Answers = {}): { url: string; asked: string[]; forwardedFor: (string | null)[] } => {
  const asked: string[] = []
  const forwardedFor: (string | null)[] = []
  const rest = [...remaining]
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, self) => {
      const { pathname } = new URL(request.url)
      asked.push(pathname)
      if (pathname === '/health') return health()
      if (pathname === '/metrics') return new Response(null, { status: metricsStatus })
      if (pathname === '/ws/notifications')
        return upgrades && self.upgrade(request) ? undefined : new Response(null, { status: 400 })
      forwardedFor.push(request.headers.get('x-forwarded-for'))
      const left = rest.shift() ?? null
      return new Response(null, { headers: left === null ? {} : { 'ratelimit-remaining': left } })
    },
    websocket: { message: () => {} },
  })
  stops.push(() => server.stop(true))
  return { url: `http://127.0.0.1:${server.port}`, asked, forwardedFor }
}

describe('the doctor, about the days of a certificate', () => {
  const expiresAt = readCertificate(configWith(tls))?.expiresAt ?? 0
  const at = (nowMs: number) => told(examineCertificate(configWith(tls), nowMs))

  test('warns from a fortnight before the end on', () => {
    expect(at(expiresAt - 14 * dayMs)).toEqual([
      'ok: The certificate in TLS_CERT fits its key and is valid for 14 days.',
    ])
    expect(at(expiresAt - 14 * dayMs + 1)).toEqual([
      'warning: The certificate in TLS_CERT expires in 13 days.',
    ])
  })

  test('counts whole days that are left, and is through with it at its end', () => {
    expect(at(expiresAt - 1)).toEqual(['warning: The certificate in TLS_CERT expires in 0 days.'])
    expect(at(expiresAt + 1)).toEqual(['problem: The certificate in TLS_CERT has expired.'])
  })
})

describe('the doctor, about the server on this machine', () => {
  const examineWith = (answer: (request: Request) => Response) => {
    const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: answer })
    stops.push(() => server.stop(true))
    return examineServer(configWith({ PORT: String(server.port) }))
  }

  test('asks whether it is ready, and says so', async () => {
    const finding = await examineWith(({ url }) =>
      url.endsWith('/health/ready') ? new Response() : new Response(null, { status: 404 }),
    )
    expect(told([finding])).toEqual(['ok: A server answers at http://127.0.0.1:PORT and is ready.'])
  })

  test('finds one that is not ready', async () => {
    const finding = await examineWith(() => new Response(null, { status: 503 }))
    expect(told([finding])).toEqual(['problem: The server at http://127.0.0.1:PORT is not ready (503).'])
    expect(finding.advice).toBe('Read its log for the reason, and run "chayenity check".')
  })

  test('warns when there is none', async () => {
    expect(told([await examineServer(configWith({ PORT: String(freePort()) }))])).toEqual([
      'warning: No server answers at http://127.0.0.1:PORT.',
    ])
  })
})

describe('the doctor, about the way through a proxy', () => {
  const examine = async (answers: Answers, environment: Record<string, string> = {}) => {
    const proxy = startBehindProxy(answers)
    const { findings, dateMs } = await examineProxy(configWith({ PUBLIC_URL: proxy.url, ...environment }))
    return { ...proxy, findings: told(findings), dateMs }
  }
  const fine = ['ok: Requests to http://127.0.0.1:PORT arrive as they should.']
  const believesAll = [
    'problem: The server believes any X-Forwarded-For of a client, so the rate limits do not hold.',
  ]

  test('tries none where PUBLIC_URL is unset', async () => {
    const { findings, dateMs } = await examineProxy(configWith({}))
    expect(told(findings)).toEqual(['ok: PUBLIC_URL is unset, so no way through a proxy was tried.'])
    expect(dateMs).toBeNull()
  })

  test('is content when requests, sockets and limits pass, and /metrics does not', async () => {
    const { findings, asked, forwardedFor } = await examine({})
    expect(findings).toEqual(fine)
    expect(asked).toEqual(['/health', '/', '/', '/ws/notifications', '/metrics'])
    expect(forwardedFor).toEqual(['203.0.113.11', '203.0.113.12'])
  })

  test('says how late it is there, and nothing where there is no date', async () => {
    const dated = (date: string) =>
      examine({ health: () => new Response('{"version":"1"}', { headers: { date } }) })
    expect((await dated('Sat, 10 Jan 2026 12:00:00 GMT')).dateMs).toBe(Date.UTC(2026, 0, 10, 12))
    expect((await dated('late')).dateMs).toBeNull()
  })

  test.each([
    ['an error', () => Response.json({ version: '1' }, { status: 502 }), 502],
    ['another page', () => new Response('Welcome to nginx!'), 200],
  ])('finds that %s is there instead, and asks no more', async (_, health, status) => {
    const { findings, asked } = await examine({ health })
    expect(findings).toEqual([
      `problem: PUBLIC_URL http://127.0.0.1:PORT leads to something else: /health is answered with ${status}.`,
    ])
    expect(asked).toEqual(['/health'])
  })

  test('follows no redirection, which a client of the API would not either', async () => {
    const { findings } = await examine({ health: () => Response.redirect('/health', 301) })
    expect(findings).toEqual([expect.stringContaining('/health is answered with 301.')])
  })

  test.each([
    ['server', 'nginx'],
    ['via', '1.1 Caddy'],
  ])('finds a proxy that says so in %s, unless TRUST_PROXY counts it', async (header, name) => {
    const health = () => Response.json({ version: '1' }, { headers: { [header]: name } })
    expect((await examine({ health })).findings).toEqual([
      `problem: A proxy (${name}) is in front and TRUST_PROXY is off: all clients share one rate limit.`,
    ])
    expect((await examine({ health }, { TRUST_PROXY: '1' })).findings).toEqual(fine)
  })

  test('finds that an address which a client makes up has a limit of its own', async () => {
    expect((await examine({ remaining: ['99', '99'] })).findings).toEqual(believesAll)
    expect((await examine({ remaining: ['50', '99'] })).findings).toEqual(believesAll)
    expect((await examine({ remaining: ['1', '0'] })).findings).toEqual(fine)
  })

  test('asks for no limit where there is none', async () => {
    const { findings, asked } = await examine({ remaining: [null, null] }, { RATE_LIMIT: 'off' })
    expect(findings).toEqual(fine)
    expect(asked).not.toContain('/')
  })

  test('finds sockets that do not pass, and figures that everybody can read', async () => {
    expect((await examine({ upgrades: false, metricsStatus: 200 })).findings).toEqual([
      'problem: WebSockets do not pass the proxy.',
      'warning: Everybody can read /metrics.',
    ])
  })
})

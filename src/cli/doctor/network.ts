import type { Config } from '../../config.ts'
import { type Certificate, readCertificate } from '../certificate.ts'
import { getLocally, localUrlOf } from '../health.ts'
import { UsageError } from '../usage-error.ts'
import { about, type Finding } from './finding.ts'

const certificates = about('certificate')
const dayMs = 86_400_000
const renewalMs = 14 * dayMs

export const examineCertificate = (config: Config, nowMs: number): Finding[] => {
  const renew = 'Renew it, and send SIGHUP to the server (systemctl reload chayenity).'
  let certificate: Certificate | null
  try {
    certificate = readCertificate(config)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return [certificates.problem(error.message, 'Correct TLS_CERT or TLS_KEY: the server does not start.')]
  }
  if (!certificate) return []
  const leftDays = Math.floor((certificate.expiresAt - nowMs) / dayMs)
  if (leftDays < 0) return [certificates.problem('The certificate in TLS_CERT has expired.', renew)]
  if (certificate.expiresAt - nowMs < renewalMs)
    return [certificates.warning(`The certificate in TLS_CERT expires in ${leftDays} days.`, renew)]
  return [certificates.ok(`The certificate in TLS_CERT fits its key and is valid for ${leftDays} days.`)]
}

const server = about('server')

export const examineServer = async (config: Config): Promise<Finding> => {
  const url = localUrlOf(config)
  try {
    const { status } = await getLocally(config, '/health/ready')
    if (status === 200) return server.ok(`A server answers at ${url} and is ready.`)
    return server.problem(
      `The server at ${url} is not ready (${status}).`,
      'Read its log for the reason, and run "chayenity check".',
    )
  } catch {
    return server.warning(
      `No server answers at ${url}.`,
      'Start it, or set the HOST and PORT of the running one.',
    )
  }
}

const proxy = about('proxy')

const get = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(10_000) })

/** For documents (RFC 5737), so no client has it. */
const madeUpAddress = (last: number) => `203.0.113.${last}`

/** Through PUBLIC_URL, as a client. @returns also the time there, by the Date header */
export const examineProxy = async (
  config: Config,
): Promise<{ findings: Finding[]; dateMs: number | null }> => {
  const { publicUrl } = config
  if (publicUrl === null)
    return {
      findings: [proxy.ok('PUBLIC_URL is unset, so no way through a proxy was tried.')],
      dateMs: null,
    }
  let health: Response
  try {
    health = await get(`${publicUrl}/health`)
  } catch (error) {
    return {
      findings: [
        proxy.problem(
          `Nothing answers at PUBLIC_URL ${publicUrl} (${codeOf(error)}).`,
          'Check the name, the port, the certificate and the proxy there.',
        ),
      ],
      dateMs: null,
    }
  }
  const date = Date.parse(health.headers.get('date') ?? '')
  const dateMs = Number.isNaN(date) ? null : date
  if (health.status !== 200 || !(await health.text()).includes('"version"')) {
    const finding = proxy.problem(
      `PUBLIC_URL ${publicUrl} leads to something else: /health is answered with ${health.status}.`,
      'Let the proxy pass all paths to this server.',
    )
    return { findings: [finding], dateMs }
  }
  const findings = [
    ...examineHeaders(config, health),
    ...(await examineAddresses(config, publicUrl)),
    ...(await examineUpgrade(publicUrl)),
    ...(await examineMetrics(publicUrl)),
  ]
  return {
    findings: findings.length > 0 ? findings : [proxy.ok(`Requests to ${publicUrl} arrive as they should.`)],
    dateMs,
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'no answer'

/** The server itself sends neither header. */
const examineHeaders = ({ trustProxy }: Config, { headers }: Response): Finding[] => {
  const name = headers.get('server') ?? headers.get('via')
  if (name === null || trustProxy > 0) return []
  return [
    proxy.problem(
      `A proxy (${name}) is in front and TRUST_PROXY is off: all clients share one rate limit.`,
      'Set TRUST_PROXY=1, or the number of proxies.',
    ),
  ]
}

const examineAddresses = async ({ rateLimit }: Config, publicUrl: string): Promise<Finding[]> => {
  if (!rateLimit) return []
  const remaining: (string | null)[] = []
  for (const last of [11, 12]) {
    const { headers } = await get(`${publicUrl}/`, { 'x-forwarded-for': madeUpAddress(last) })
    remaining.push(headers.get('ratelimit-remaining'))
  }
  const [first, second] = remaining.map(Number)
  if (first === undefined || second === undefined || second < first) return []
  return [
    proxy.problem(
      'The server believes any X-Forwarded-For of a client, so the rate limits do not hold.',
      'Lower TRUST_PROXY to the number of proxies, and let the outermost one add the address of its client.',
    ),
  ]
}

const examineUpgrade = async (publicUrl: string): Promise<Finding[]> => {
  const socket = new WebSocket(`${publicUrl.replace(/^http/, 'ws')}/ws/notifications`)
  const { promise: upgraded, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), 10_000)
  socket.addEventListener('open', () => resolve(true))
  socket.addEventListener('error', () => resolve(false))
  socket.addEventListener('close', () => resolve(false))
  const isUpgraded = await upgraded
  clearTimeout(timer)
  socket.close()
  if (isUpgraded) return []
  return [
    proxy.problem(
      'WebSockets do not pass the proxy.',
      'Let it forward the headers Upgrade and Connection, over HTTP/1.1.',
    ),
  ]
}

const examineMetrics = async (publicUrl: string): Promise<Finding[]> => {
  const { status } = await get(`${publicUrl}/metrics`)
  return status === 200
    ? [proxy.warning('Everybody can read /metrics.', 'Let the proxy answer it with 404.')]
    : []
}

import { backUpBeforeMigration, scheduleBackups } from '../backup/schedule.ts'
import { startSweep } from '../backup/start-sweep.ts'
import type { Config } from '../config.ts'
import { type Context, openContext } from '../context.ts'
import { systemClock } from '../lib/clock.ts'
import { createLog, type Log } from '../lib/log.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import { assertBucketUsable } from './bucket.ts'
import { type Certificate, readCertificate } from './certificate.ts'
import { messagesOf } from './command-errors.ts'
import { checkFolder } from './folder-marker.ts'
import {
  addressesOf,
  assertHasAddress,
  assertPortFree,
  type ListenTarget,
  OpenPorts,
  urlOf,
} from './listen.ts'
import { listenForCommands } from './operator.ts'
import { redirectTarget, startRedirect } from './redirect.ts'
import { type OpenHost, openProduct, type ServerHost } from './server-host.ts'

const drainMs = 10_000

export interface RunningServer {
  ctx: Context
  url: string
  urls: string[]
  /** For new connections. A certificate that cannot be used changes nothing. */
  renewCertificate(): void
  /** Answers the open requests and makes everything durable. */
  stop(): Promise<void>
}

export interface StartOptions {
  openHost?: OpenHost
  addresses?: readonly string[]
  /** A data folder of another mode may be used, and belongs to this one from then on. */
  adopt?: boolean
}

/** @throws ConfigError, StorageError, UsageError */
export const startServer = async (
  given: Config,
  { openHost = openProduct, addresses = addressesOf(given), adopt = false }: StartOptions = {},
): Promise<RunningServer> => {
  const log = createLog(given.logLevel)
  const config = withDeskPort(given, log)
  await assertHasAddress(config)
  await assertBucketUsable(config)
  const certificate = readCertificate(config)
  warnOfExpiry(certificate, log)
  const target: ListenTarget = { addresses, port: config.port, variable: 'PORT' }
  assertPortsFree(config, target)
  const mark = checkFolder(config.dataDir, config.mode, adopt)
  if (config.databaseUrl === null) await backUpBeforeMigration(config, systemClock, log)
  const host = await openHost(config, async (clock = systemClock) => {
    const ctx = await openContext(config, {
      clock,
      log,
      onFatalStorageError: endProcess(log),
      joinsCopies: true,
    })
    const sentence = mark()
    if (sentence) log.warn(sentence)
    return ctx
  })
  try {
    const ports = new OpenPorts(host, target, certificate)
    return run(host, config, ports, openDeskPorts(host, config, target, certificate))
  } catch (error) {
    await Promise.all([host.listeners.close(), host.desk?.listeners.close()])
    await host.close()
    throw error
  }
}

/** The worlds of a demo share one port with the desk. */
const withDeskPort = (config: Config, log: Log): Config => {
  if (config.mode !== 'demo' || config.opsPort === null) return config
  log.warn('OPS_PORT is ignored in this mode: the operator’s desk is at /ops of PORT.')
  return { ...config, opsPort: null }
}

const endProcess = (log: Log) => (error: unknown) => {
  log.fatal(
    { err: error },
    'The disk failed to keep a write. The process ends, because it can no longer know what is stored.',
  )
  setTimeout(() => process.exit(1), 100)
}

const warnOfExpiry = (certificate: Certificate | null, log: Log) => {
  if (certificate && certificate.expiresAt <= systemClock.now())
    log.warn({ expiredAt: toTimestamp(certificate.expiresAt) }, 'The certificate in TLS_CERT has expired.')
}

const assertPortsFree = (config: Config, target: ListenTarget) => {
  assertPortFree(target)
  const { httpRedirectPort, opsPort } = config
  if (opsPort !== null) assertPortFree(deskTarget(target, opsPort))
  if (httpRedirectPort !== null) assertPortFree(redirectTarget(target.addresses, httpRedirectPort))
}

const deskTarget = ({ addresses }: ListenTarget, port: number): ListenTarget => ({
  addresses,
  port,
  variable: 'OPS_PORT',
})

const openDeskPorts = (
  { desk }: ServerHost,
  { opsPort }: Config,
  target: ListenTarget,
  certificate: Certificate | null,
): OpenPorts | null =>
  desk && opsPort !== null ? new OpenPorts(desk, deskTarget(target, opsPort), certificate) : null

const run = (
  host: ServerHost,
  config: Config,
  ports: OpenPorts,
  deskPorts: OpenPorts | null,
): RunningServer => {
  const redirect = startRedirect(config, ports)
  const sweep = startSweep(host.ctx())
  const operator = listenForCommands(host.ctx)
  const backups = scheduleBackups(host.ctx())
  const urls = ports.addresses.map(address => urlOf(config.tlsCert ? 'https' : 'http', address, ports.port))
  const stop = async () => {
    redirect.stop()
    operator.stop()
    await Promise.all([sweep.stop(), backups.stop()])
    ports.stop()
    deskPorts?.stop()
    await stopServer(host)
  }
  const renewCertificate = () => renew(host.ctx().log, config, deskPorts ? [ports, deskPorts] : [ports])
  return { ctx: host.ctx(), url: urls[0] ?? '', urls, renewCertificate, stop }
}

const renew = (log: Log, config: Config, ports: readonly OpenPorts[]) => {
  try {
    const certificate = readCertificate(config)
    if (!certificate) return
    for (const each of ports) each.renew(certificate)
    log.info({ expiresAt: toTimestamp(certificate.expiresAt) }, 'serving the renewed certificate')
    warnOfExpiry(certificate, log)
  } catch (error) {
    const told = messagesOf(error)?.join(' ')
    log.error(
      told ? {} : { err: error },
      `The certificate was not renewed, the old one stays in use. ${told ?? ''}`.trim(),
    )
  }
}

const stopServer = async (host: ServerHost): Promise<void> => {
  // Bun's server does not stop while a socket is open, and an open request may still open one.
  const deadlineMs = systemClock.elapsed() + drainMs
  do {
    host.disconnectAll()
    await Bun.sleep(5)
  } while ((host.listeners.isBusy || host.desk?.listeners.isBusy) && systemClock.elapsed() < deadlineMs)
  await host.close()
  void host.listeners.close()
  void host.desk?.listeners.close()
}

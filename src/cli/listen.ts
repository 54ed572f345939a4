import { lookup } from 'node:dns/promises'
import { isIP, isIPv6 } from 'node:net'
import type { Config } from '../config.ts'
import type { ListenOptions } from '../http/adapter.ts'
import type { Listeners } from '../http/listeners.ts'
import type { Certificate } from './certificate.ts'
import { UsageError } from './usage-error.ts'

/** @throws UsageError when HOST is a name that has no address */
export const assertHasAddress = async ({ host }: Pick<Config, 'host'>): Promise<void> => {
  if (host === null || isIP(host)) return
  try {
    await lookup(host)
  } catch {
    throw new UsageError(
      `HOST is "${host}", a name without an address. Set it to an address of this machine, such as 0.0.0.0 for all of them.`,
    )
  }
}

/** Programs may resolve `localhost` to either. `::` is never a default: it is every network. */
const loopback = ['127.0.0.1', '::1']

export const addressesOf = ({ host }: Pick<Config, 'host'>): string[] => (host === null ? loopback : [host])

/** The local network uses IPv4; localhost has both addresses. */
export const lanAddresses = ['0.0.0.0', '::1']

export const urlOf = (scheme: 'http' | 'https', address: string, port: number): string =>
  `${scheme}://${isIPv6(address) ? `[${address}]` : address}:${port}`

export interface ListenTarget {
  addresses: readonly string[]
  port: number
  variable: 'PORT' | 'HTTP_REDIRECT_PORT' | 'OPS_PORT'
}

/** This machine does not have the address, for instance without IPv6. */
const missing = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EPROTONOSUPPORT'])

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error ? String(error.code) : null

const toUsageError = (error: unknown, address: string, { port, variable }: ListenTarget): UsageError => {
  const code = codeOf(error)
  if (code === 'EADDRINUSE') {
    const change = variable === 'PORT' ? 'set PORT (or --port)' : `set ${variable}`
    return new UsageError(
      `Port ${port} is taken on ${address}. Stop what uses it, or ${change} to another one.`,
    )
  }
  return new UsageError(
    `The server cannot listen on ${address} port ${port}${code ? ` (${code})` : ''}. Check HOST and ${variable}.`,
  )
}

/** Attempts for a free port of the first address that is free on the others too. */
const maxAttempts = 20

type Start = (address: string, port: number) => Bun.Server<unknown>

/** All on one port. Of several addresses, those that the machine lacks are left out. @throws UsageError */
export const startServers = (target: ListenTarget, start: Start): Map<string, Bun.Server<unknown>> => {
  for (let attempt = 1; ; attempt += 1) {
    const servers = new Map<string, Bun.Server<unknown>>()
    try {
      startEach(target, start, servers)
      return servers
    } catch (error) {
      for (const server of servers.values()) void server.stop(true)
      if (target.port !== 0 || attempt === maxAttempts || servers.size === 0) throw error
    }
  }
}

const startEach = (target: ListenTarget, start: Start, servers: Map<string, Bun.Server<unknown>>) => {
  let unavailable: UsageError | null = null
  for (const address of target.addresses) {
    const [first] = servers.values()
    const port = first?.port ?? target.port
    try {
      servers.set(address, start(address, port))
    } catch (error) {
      const told = toUsageError(error, address, { ...target, port })
      if (!missing.has(codeOf(error) ?? '')) throw told
      unavailable ??= told
    }
  }
  if (unavailable && servers.size === 0) throw unavailable
}

/** Fails before any work is done. @throws UsageError */
export const assertPortFree = (target: ListenTarget): void => {
  if (target.port === 0) return
  const probe: Start = (hostname, port) =>
    Bun.serve({ hostname, port, reusePort: false, fetch: () => new Response(null, { status: 503 }) })
  for (const server of startServers(target, probe).values()) void server.stop(true)
}

export interface ListeningHost {
  listeners: Listeners
  listen(options: ListenOptions): Bun.Server<unknown>
}

export class OpenPorts {
  readonly addresses: string[]
  readonly port: number
  readonly #servers: Map<string, Bun.Server<unknown>>

  /** @throws UsageError */
  constructor(
    private readonly host: ListeningHost,
    target: ListenTarget,
    certificate: Certificate | null,
  ) {
    this.#servers = startServers(target, (address, port) => this.#start(address, port, certificate))
    const [first] = this.#servers.values()
    this.addresses = [...this.#servers.keys()]
    this.port = first?.port ?? target.port
    for (const server of this.#servers.values()) host.listeners.add(server)
  }

  /** Requests and sockets of the replaced servers go on. */
  renew(certificate: Certificate): void {
    for (const [address, replaced] of this.#servers) {
      // The old server stops when the new one listens, and stays when that cannot.
      const server = this.#start(address, this.port, certificate)
      this.host.listeners.add(server)
      this.#servers.set(address, server)
      void this.host.listeners.retire(replaced)
    }
  }

  stop(): void {
    for (const server of this.#servers.values()) void this.host.listeners.retire(server)
  }

  #start(hostname: string, port: number, certificate: Certificate | null): Bun.Server<unknown> {
    // Bun cannot change a certificate, so two servers share the port for a moment.
    if (certificate) return this.host.listen({ hostname, port, reusePort: true, tls: certificate.tls })
    return this.host.listen({ hostname, port, reusePort: false })
  }
}

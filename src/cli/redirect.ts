import type { Config } from '../config.ts'
import { type ListenTarget, type OpenPorts, startServers } from './listen.ts'

/** Null when the Host header names no possible host. */
export const secureUrlOf = (
  requested: string,
  httpsPort: number,
  publicUrl: string | null,
): string | null => {
  const url = URL.parse(requested)
  if (!url) return null
  const path = url.pathname + url.search
  if (publicUrl?.startsWith('https:')) return new URL(publicUrl).origin + path
  return `https://${url.hostname}${httpsPort === 443 ? '' : `:${httpsPort}`}${path}`
}

const redirectStatus = 308

export const redirectTarget = (addresses: readonly string[], port: number): ListenTarget => ({
  addresses,
  port,
  variable: 'HTTP_REDIRECT_PORT',
})

/** Listens on HTTP_REDIRECT_PORT. @throws UsageError */
export const startRedirect = (
  config: Config,
  { addresses, port: httpsPort }: OpenPorts,
): { stop(): void } => {
  const { httpRedirectPort, publicUrl } = config
  if (httpRedirectPort === null) return { stop: () => {} }
  const respond = (request: Request): Response => {
    const location = secureUrlOf(request.url, httpsPort, publicUrl)
    return location === null
      ? new Response(null, { status: 400 })
      : new Response(null, { status: redirectStatus, headers: { location, connection: 'close' } })
  }
  const servers = startServers(redirectTarget(addresses, httpRedirectPort), (hostname, port) =>
    Bun.serve({ hostname, port, reusePort: false, development: false, idleTimeout: 10, fetch: respond }),
  )
  return {
    stop: () => {
      for (const server of servers.values()) void server.stop(true)
    },
  }
}

import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'

type AccessConfig = Pick<Config, 'allowedHosts' | 'corsOrigins' | 'publicUrl'>

const isLoopback = (hostname: string): boolean =>
  /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)

const isIpLiteral = (hostname: string): boolean =>
  hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname)

/** A page of `evil.example` could have its own name resolve to this server (DNS rebinding). */
const isOwnHost = (hostname: string, { allowedHosts, publicUrl }: AccessConfig): boolean =>
  isIpLiteral(hostname) ||
  isLoopback(hostname) ||
  !hostname.includes('.') ||
  hostname.endsWith('.internal') ||
  allowedHosts.includes(hostname) ||
  (publicUrl !== null && new URL(publicUrl).hostname === hostname)

/** `*` in CORS_ORIGINS names no origin, because every page on the web would be one. */
const isAllowedOrigin = (origin: string, host: string, { corsOrigins, publicUrl }: AccessConfig): boolean => {
  const url = URL.parse(origin)
  if (!url) return false
  const isNamed = corsOrigins !== '*' && corsOrigins.includes(url.origin)
  const isOwn = url.host === host || (publicUrl !== null && new URL(publicUrl).origin === url.origin)
  return isNamed || isOwn || isLoopback(url.hostname)
}

/** For requests without Origin: no page of another site caused them, or only one of this machine. */
const isAllowedSite = (site: string, hostname: string): boolean =>
  site === 'same-origin' || site === 'none' || (site === 'same-site' && isLoopback(hostname))

/**
 * Controls and worlds need no token, so pages of other sites must not reach them. Programs send neither
 * Origin nor Sec-Fetch-Site, and may. @returns null for a request that may
 */
export const rejectForeignPage = ({ headers }: Request, url: URL, config: AccessConfig): AppError | null => {
  const { host, hostname } = url
  if (!isOwnHost(hostname, config))
    return new AppError(
      'INSUFFICIENT_PERMISSIONS',
      `The host name ${hostname} cannot be used for the controls or to open a world, because any web site could bring about such a request. Add the name to ALLOWED_HOSTS.`,
    )
  const [origin, site] = [headers.get('origin'), headers.get('sec-fetch-site')]
  const isAllowed =
    origin === null ? site === null || isAllowedSite(site, hostname) : isAllowedOrigin(origin, host, config)
  if (isAllowed) return null
  return new AppError(
    'INSUFFICIENT_PERMISSIONS',
    `Pages of ${origin ?? 'other sites'} may not use the controls or open a world. Name the origin in CORS_ORIGINS; "*" names none.`,
  )
}

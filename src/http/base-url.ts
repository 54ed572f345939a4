import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { createLru } from '../lib/lru.ts'
import { forwardedValueOf } from './client-address.ts'
import { withoutTrailingSlash } from './paths.ts'

const hostPattern = /^[0-9A-Za-z.-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/

/** The path of PUBLIC_URL, below which a proxy serves this server; empty without one. */
export const pathPrefixOf = ({ publicUrl }: Pick<Config, 'publicUrl'>): string =>
  publicUrl ? withoutTrailingSlash(new URL(publicUrl).pathname).replace(/^\/$/, '') : ''

interface Origin {
  protocol: string
  host: string
  origin: string
}

const origins = createLru<string, Origin>(100)
/** Nearly all requests name the same host. */
let latest: { start: string; origin: Origin } | null = null
/** As long as a name in the DNS, and as much again for scheme and port (RFC 1035, 2.3.4). */
const maxOriginLength = 300

/** @throws AppError BAD_REQUEST for a host that cannot exist */
export const originOf = (url: string): Origin => {
  if (latest !== null && url.startsWith(latest.start) && url[latest.start.length] === '/')
    return latest.origin
  const end = url.indexOf('/', url.indexOf('://') + 3)
  const start = end < 0 ? url : url.slice(0, end)
  const origin = origins.get(start) ?? readOrigin(start)
  latest = { start, origin }
  return origin
}

const readOrigin = (start: string): Origin => {
  if (start.length > maxOriginLength || !URL.canParse(start))
    throw new AppError('BAD_REQUEST', 'The Host header does not name a possible host.')
  const { protocol, host } = new URL(start)
  const origin = { protocol, host, origin: `${protocol}//${host}` }
  origins.set(start, origin)
  return origin
}

/** PUBLIC_URL, else from the request and a trusted proxy's headers (ruling F3); no slash at the end. */
export const baseUrlOf = (
  { publicUrl, trustProxy }: Pick<Config, 'publicUrl' | 'trustProxy'>,
  request: Request,
): string => {
  if (publicUrl) return publicUrl
  const { protocol, host, origin } = originOf(request.url)
  if (trustProxy === 0) return origin
  const scheme = forwardedValueOf(request, 'x-forwarded-proto', trustProxy).toLowerCase()
  const forwardedHost = forwardedValueOf(request, 'x-forwarded-host', trustProxy)
  return `${scheme === 'https' || scheme === 'http' ? `${scheme}:` : protocol}//${
    hostPattern.test(forwardedHost) ? forwardedHost : host
  }`
}

import type { Config } from '../config.ts'
import { forwardedValueOf } from './client-address.ts'
import { withoutTrailingSlash } from './paths.ts'

const hostPattern = /^[0-9A-Za-z.-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/

/** The path of PUBLIC_URL, below which a proxy serves this server; empty where there is none. */
export const pathPrefixOf = ({ publicUrl }: Pick<Config, 'publicUrl'>): string =>
  publicUrl ? withoutTrailingSlash(new URL(publicUrl).pathname).replace(/^\/$/, '') : ''

/**
 * Where the client reaches this server, without a slash at the end: PUBLIC_URL where set, else from the request; the
 * forwarded headers of a trusted proxy count (ruling F3).
 */
export const baseUrlOf = (
  { publicUrl, trustProxy }: Pick<Config, 'publicUrl' | 'trustProxy'>,
  request: Request,
): string => {
  if (publicUrl) return publicUrl
  const { protocol, host } = new URL(request.url)
  if (trustProxy === 0) return `${protocol}//${host}`
  const scheme = forwardedValueOf(request, 'x-forwarded-proto', trustProxy).toLowerCase()
  const forwardedHost = forwardedValueOf(request, 'x-forwarded-host', trustProxy)
  return `${scheme === 'https' || scheme === 'http' ? `${scheme}:` : protocol}//${
    hostPattern.test(forwardedHost) ? forwardedHost : host
  }`
}

import type { Config } from '../config.ts'

const hostPattern = /^[0-9A-Za-z.-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/

/**
 * Where the client reaches this server, without a slash at the end: PUBLIC_URL where set, else from the request; what a
 * proxy of ours says of the client's address counts (ruling F3).
 */
export const baseUrlOf = (
  { publicUrl, trustProxy }: Pick<Config, 'publicUrl' | 'trustProxy'>,
  request: Request,
): string => {
  if (publicUrl) return publicUrl
  const { protocol, host } = new URL(request.url)
  if (trustProxy === 0) return `${protocol}//${host}`
  const forwarded = (name: string) => {
    const values = request.headers.get(name)?.split(',')
    return (values?.at(-trustProxy) ?? values?.[0])?.trim() ?? ''
  }
  const scheme = forwarded('x-forwarded-proto').toLowerCase()
  const forwardedHost = forwarded('x-forwarded-host')
  return `${scheme === 'https' || scheme === 'http' ? `${scheme}:` : protocol}//${
    hostPattern.test(forwardedHost) ? forwardedHost : host
  }`
}

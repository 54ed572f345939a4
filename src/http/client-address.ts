import { networkOf, parseIpAddress } from '../lib/ip-address.ts'

export interface AddressBook {
  requestIP(request: Request): { address: string } | null
}

export const peerAddressOf = (request: Request, book: AddressBook | null): string =>
  book?.requestIP(request)?.address.replace(/^::ffff:/, '') ?? 'unknown'

/** The value that the outermost trusted proxy added to a header; empty without one. */
export const forwardedValueOf = (request: Request, header: string, trustProxy: number): string => {
  const values = request.headers.get(header)?.split(',')
  return (values?.at(-trustProxy) ?? values?.[0])?.trim() ?? ''
}

/** Of IPv6 the /64; behind trusted proxies the address that the outermost saw (ruling G12). */
export const clientAddressOf = (request: Request, book: AddressBook | null, trustProxy: number): string => {
  const claimed =
    trustProxy > 0 ? parseIpAddress(forwardedValueOf(request, 'x-forwarded-for', trustProxy)) : null
  if (claimed !== null) return networkOf(claimed)
  const peer = peerAddressOf(request, book)
  const address = parseIpAddress(peer)
  return address === null ? peer : networkOf(address)
}

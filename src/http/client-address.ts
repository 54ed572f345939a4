/** The part of the server that knows who is at the other end of a connection. */
export interface AddressBook {
  requestIP(request: Request): { address: string } | null
}

/** The address at the other end of the connection: the client's, or that of the nearest proxy. */
export const peerAddressOf = (request: Request, book: AddressBook | null): string =>
  book?.requestIP(request)?.address.replace(/^::ffff:/, '') ?? 'unknown'

/** The client's address; behind proxies of ours the one that the outermost of them saw (ruling G12). */
export const clientAddressOf = (request: Request, book: AddressBook | null, trustProxy: number): string => {
  const forwarded = trustProxy > 0 ? request.headers.get('x-forwarded-for') : null
  const claimed = forwarded?.split(',').at(-trustProxy) ?? forwarded?.split(',')[0]
  return claimed?.trim().slice(0, 64) || peerAddressOf(request, book)
}

/** The contract's address in production, for a server that does not know its own. */
const contractUrl = 'https://api.chayenity.com'

/** What both documents say about who answers questions; the address is the one RFC 2142 gives to support. */
export const documentInfo = (baseUrl: string | null) => ({
  contact: {
    name: 'The operator of this server',
    url: `${baseUrl ?? contractUrl}/docs/guide`,
    email: 'support@chayenity.com',
  },
  license: { name: 'All rights reserved', url: `${baseUrl ?? contractUrl}/docs/guide` },
})

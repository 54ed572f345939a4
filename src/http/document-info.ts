/** The contract's address in production, for a document of no server. */
const contractUrl = 'https://api.chayenity.com'

/** The address for support is that of RFC 2142, and the licence has its SPDX form, for generators. */
export const documentInfo = (baseUrl: string | null) => ({
  contact: {
    name: 'The operator of this server',
    url: `${baseUrl ?? contractUrl}/docs/guide`,
    email: 'support@chayenity.com',
  },
  license: { name: 'LicenseRef-All-Rights-Reserved', url: `${baseUrl ?? contractUrl}/docs/guide` },
})

export const controlsPath = '/api/_dev'

/** What all controls have in common: everybody who reaches a development server may use them. */
export const control = { tag: 'dev', access: 'anyone', rateClass: 'none' } as const

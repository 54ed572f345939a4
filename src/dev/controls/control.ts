export const controlsPath = '/api/_dev'

/** Everybody who reaches a development server may use controls. */
export const control = { tag: 'dev', access: 'anyone', rateClass: 'none' } as const

export interface Tokens {
  access_token: string
  refresh_token: string
}

/** Several clients of one user, as in tabs of a browser, may share one. */
export interface TokenStore {
  load(): Tokens | null
  /** @param tokens null after a logout, or when the session has ended */
  save(tokens: Tokens | null): void
}

export const memoryTokens = (): TokenStore => {
  let kept: Tokens | null = null
  return {
    load: () => kept,
    save: tokens => {
      kept = tokens
    },
  }
}

/**
 * In `localStorage` or another storage, as `access_token` and `refresh_token`. @param prefix before both
 * names, for several sessions in one storage
 */
export const browserTokens = (
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  prefix = '',
): TokenStore => ({
  load: () => {
    const access_token = storage.getItem(`${prefix}access_token`)
    const refresh_token = storage.getItem(`${prefix}refresh_token`)
    return access_token && refresh_token ? { access_token, refresh_token } : null
  },
  save: tokens => {
    for (const name of ['access_token', 'refresh_token'] as const) {
      if (tokens) storage.setItem(prefix + name, tokens[name])
      else storage.removeItem(prefix + name)
    }
  },
})

/** Milliseconds since 1970 by the server's clock; 0 when unreadable. @see RFC 7519, 4.1.4 */
export const expiryOf = (token: string): number => {
  try {
    const [, payload = ''] = token.split('.')
    const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
    return typeof exp === 'number' ? exp * 1000 : 0
  } catch {
    return 0
  }
}

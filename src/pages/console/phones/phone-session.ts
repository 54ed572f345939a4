import { browserTokens, type TokenStore } from '../../../client/index.ts'

/** Where the app in a frame keeps the session of its phone. Frames and page share the storage of the tab. */
export const tokensOfPhone = (world: string, phone: number): TokenStore => {
  const parts = [world === '' ? '' : `world-${world}:`, `phone-${phone}:`]
  return browserTokens(sessionStorage, parts.join(''))
}

/** The id of the user whose tokens a phone has; empty where nobody is logged in. */
export const userOfPhone = (tokens: TokenStore): string => {
  const [, payload = ''] = tokens.load()?.access_token.split('.') ?? []
  try {
    const { sub } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
    return typeof sub === 'string' ? sub : ''
  } catch {
    return ''
  }
}

import { browserTokens, type TokenStore } from '../../../client/index.ts'
import type { Language } from '../../shared/languages.ts'

/** Before every name that the app of a phone keeps. Frames and page share the storage of the tab. */
const prefixOf = (world: string, phone: number): string =>
  `${world === '' ? '' : `world-${world}:`}phone-${phone}:`

export const tokensOfPhone = (world: string, phone: number): TokenStore =>
  browserTokens(sessionStorage, prefixOf(world, phone))

/** A phone on which nobody has chosen a language begins in that of the console. */
export const suggestLanguage = (world: string, phone: number, language: Language): void => {
  const name = `${prefixOf(world, phone)}language`
  if (sessionStorage.getItem(name) === null) sessionStorage.setItem(name, language)
}

/** Empty where nobody is logged in. */
export const userOfPhone = (tokens: TokenStore): string => {
  const [, payload = ''] = tokens.load()?.access_token.split('.') ?? []
  try {
    const { sub } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
    return typeof sub === 'string' ? sub : ''
  } catch {
    return ''
  }
}

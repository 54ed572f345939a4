import { parseJson } from '../lib/json.ts'

export const mask = '***'

const secretWord =
  /pass(?:word|wd|code|phrase)|\bpass\b|pwd|token|secret|credential|authori[sz]ation|\bauth\b|cookie|api[-_]?key|jwt/i

/** These names contain a secret word and hold no secret. */
const openNames: ReadonlySet<string> = new Set(['token_type'])

const isSecretName = (name: string): boolean => !openNames.has(name.toLowerCase()) && secretWord.test(name)

/** A JSON Web Token, and what follows a scheme. Tokens begin at a boundary, so the cost is linear. */
const secretText = /(?<![\w-])eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?|(?<=\bbearer\s{1,5})[^\s"'<>,;]+/gi

export const maskText = (text: string): string => text.replace(secretText, mask)

/** Browsers can send no header with a WebSocket, so some clients send a token as its protocol. */
const isSecretHeader = (name: string): boolean => isSecretName(name) || name === 'sec-websocket-protocol'

const maskAddress = (value: string): string =>
  value.replace(/\?.*$/s, query => `?${maskQuery(query.slice(1))}`)

/** Names are in lower case. Of credentials, the scheme is shown. */
export const maskHeaders = (headers: Headers, maxLength: number): Record<string, string> =>
  Object.fromEntries(
    [...headers].map(([name, value]) => {
      if (!isSecretHeader(name)) return [name, maskText(maskAddress(value)).slice(0, maxLength)]
      const [scheme] = /^(?:bearer|basic|digest) (?=.)/i.exec(value) ?? ['']
      return [name, `${scheme}${mask}`]
    }),
  )

const queryPair = /^([\w.%+[\]-]{1,100})=(.*)$/s

/** Masks a form too. A value that may hold a secret may be JSON, so nothing of it is shown. */
export const maskQuery = (query: string): string =>
  query === '' ? '' : query.split('&').map(maskPair).join('&')

const maskPair = (pair: string): string => {
  const [, name, value] = queryPair.exec(pair) ?? []
  const isSecret = (text: string) => isSecretName(decoded(text))
  if (name === undefined || value === undefined) return isSecret(pair) ? mask : maskText(pair)
  const plain = decoded(value)
  const hasToken = maskText(plain) !== plain
  return hasToken || isSecret(name) || isSecret(value) ? `${name}=${mask}` : maskText(pair)
}

/** Undecodable text counts as the name of a secret. */
const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '))
  } catch {
    return 'secret'
  }
}

/** An escape can spell any word. */
const mayHoldSecret = (text: string): boolean => secretWord.test(text) || text.includes('\\u00')

/** Text without a secret word stays as it is. */
export const maskJson = (text: string): string => {
  if (!mayHoldSecret(text)) return maskText(text)
  try {
    return JSON.stringify(maskValue('', parseJson(text)))
  } catch {
    return '(This is no JSON that can be read. It is not shown, since it may hold a secret.)'
  }
}

const maskValue = (name: string, value: unknown): unknown => {
  if (isSecretName(name)) return value === null ? null : mask
  if (typeof value === 'string') return /^\s*[{[]/.test(value) ? maskJson(value) : maskText(value)
  if (Array.isArray(value)) return value.map(item => maskValue('', item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskValue(key, item)]))
}

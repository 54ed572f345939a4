import { closeSync, openSync, readSync } from 'node:fs'
import { Cron } from 'croner'

/** Messages end a sentence that begins with the name of the setting. */

export const reject = (sentence: string): never => {
  throw new Error(sentence)
}

export const number = (text: string, min: number, max: number, kind: 'whole' | 'decimal'): number => {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if ((kind === 'decimal' || Number.isInteger(value)) && value >= min && value <= max) return value
  return reject(`must be a ${kind === 'whole' ? 'whole ' : ''}number from ${min} to ${max}, not "${text}".`)
}

export const whole =
  (min: number, max: number) =>
  (text: string): number =>
    number(text, min, max, 'whole')

export const oneOf =
  <const T extends string>(choices: readonly T[]) =>
  (text: string): T =>
    choices.find(choice => choice === text) ?? reject(`must be one of ${choices.join(', ')}, not "${text}".`)

export const httpUrl = (text: string, kind: 'origin' | 'base'): string => {
  const url = URL.canParse(text)
    ? new URL(text)
    : reject(`must be a URL such as http://localhost:3000, not "${text}".`)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    reject(`must begin with http:// or https://, not "${text}".`)
  if (url.search || url.hash || url.username)
    reject(`must have no query, fragment or user name, not "${text}".`)
  if (kind === 'origin' && url.pathname !== '/') reject(`must list origins without a path, not "${text}".`)
  return kind === 'origin' ? url.origin : url.href.replace(/\/+$/, '')
}

/** It holds a password, so no message repeats it. */
export const postgresUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.hostname === '' || url.pathname.length < 2)
    return reject('must be a URL such as postgres://user:password@host:5432/database.')
  return text
}

/** It may hold a password, so no message repeats it. */
export const redisUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^rediss?:$/.test(url.protocol) || url.hostname === '')
    return reject('must be a URL such as redis://user:password@host:6379.')
  return text
}

const minSecretBytes = 32
const minDifferentCharacters = 10
const wellKnownSecrets =
  /your[-_ ]?(256|secret|jwt|super)|change[-_ ]?(me|this)|example|super[-_ ]?secret|keep[-_ ]?this|placeholder/i

const howToMakeSecret = 'Make one with "openssl rand -hex 32"; a JWT_SECRET that is unset is generated.'

/** Whether it repeats a part, or most characters are the same as, or next to, the one before. */
const hasPattern = (text: string): boolean => {
  // A repeated part occurs again inside the doubled text before its end.
  if (`${text}${text}`.indexOf(text, 1) < text.length) return true
  let steps = 0
  for (let at = 1; at < text.length; at += 1)
    if (Math.abs(text.charCodeAt(at) - text.charCodeAt(at - 1)) <= 1) steps += 1
  return steps > text.length / 2
}

export const secret = (text: string): string => {
  if (Buffer.byteLength(text) < minSecretBytes)
    reject(`must be at least ${minSecretBytes} bytes long. ${howToMakeSecret}`)
  if (new Set(text).size < minDifferentCharacters)
    reject(`must have at least ${minDifferentCharacters} different characters. ${howToMakeSecret}`)
  if (wellKnownSecrets.test(text) || hasPattern(text))
    reject(`is a known example or follows a pattern. ${howToMakeSecret}`)
  return text
}

export const cronExpression = (text: string): string => {
  try {
    new Cron(text, { paused: true })
    return text
  } catch {
    return reject(`must be a cron expression such as "0 3 * * *", not "${text}".`)
  }
}

export interface TileServer {
  /** With {z}, {x} and {y}. */
  url: string
  attribution: string
}

export const tileServer = (text: string): TileServer => {
  const [url = '', ...words] = text.split(/\s+/)
  const attribution = words.join(' ')
  if (!['{z}', '{x}', '{y}'].every(part => url.includes(part)) || /\{(?![zxy]\})/.test(url))
    reject(`must begin with a URL that has {z}, {x} and {y} and nothing else in braces, not "${text}".`)
  const filled = url.replace(/[{}]/g, '')
  if (!URL.canParse(filled) || !/^https?:$/.test(new URL(filled).protocol))
    reject(`must begin with http:// or https://, not "${text}".`)
  // The host goes into a header of every page with a map.
  if (!/^[a-z0-9.:[\]-]+$/.test(new URL(filled).host) || /^[^/]*\/\/[^/]*[{}]/.test(url))
    reject(`must name a host as it is, not "${text}".`)
  if (attribution === '')
    reject(`must have the attribution after the URL and a space, which "${text}" has not.`)
  return { url, attribution }
}

const rasterKinds: ReadonlySet<number> = new Set([2, 3, 4, 5])

/** Version 3. @see https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md */
export const rasterTiles = (path: string): string => {
  const header = Buffer.alloc(127)
  try {
    const file = openSync(path, 'r')
    try {
      readSync(file, header)
    } finally {
      closeSync(file)
    }
  } catch {
    reject(`must name a file that can be read, not "${path}".`)
  }
  if (header.toString('latin1', 0, 7) !== 'PMTiles' || header[7] !== 3)
    reject(`must name a PMTiles file of version 3, not "${path}".`)
  if (!rasterKinds.has(header[99] ?? 0))
    reject(`must name a PMTiles file with pictures and not with vector tiles, which "${path}" has.`)
  return path
}

import { parametersOf } from './header-parameters.ts'

/** The Content-Disposition of a part of a form (RFC 7578, 4.2). */
export interface Disposition {
  name: string | undefined
  filename: string | undefined
}

/** Names come as UTF-8, a code page, percent-encoded, `filename*` (RFC 8187) or as in a mail (RFC 2047). */
export const dispositionOf = (header: string): Disposition => {
  const parameters = parametersOf(header)
  const [name, filename, extended] = ['name', 'filename', 'filename*'].map(key => parameters.get(key))
  return {
    name: name === undefined ? undefined : unescapePercents(decodeBytes(name)),
    filename:
      (extended && decodeExtended(extended)) || (filename === undefined ? extended : plainName(filename)),
  }
}

const plainName = (sent: string): string =>
  decodePercentEncoded(decodeEncodedWords(unescapePercents(decodeBytes(sent))))

/** Tries UTF-8, then the code page of a Thai Windows, then Latin-1. */
const decodeBytes = (sent: string): string => {
  const bytes = Buffer.from(sent, 'latin1')
  return decodeAs('utf-8', bytes) ?? decodeAs('windows-874', bytes) ?? sent
}

export const decodeAs = (charset: string, bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder(charset as Bun.Encoding, { fatal: true }).decode(bytes) // an unknown one throws
  } catch {
    return null
  }
}

/** What the HTML standard escapes in names: quotes and line ends. */
const unescapePercents = (text: string): string =>
  text.replace(/%(22|0d|0a)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

/** Some clients send bytes of UTF-8 percent-encoded; a name such as `100%.jpg` is left as it is. */
const decodePercentEncoded = (name: string): string => {
  if (!/%[89a-f][\da-f]/i.test(name)) return name
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

const encodedWord = /=\?([\w-]+)(?:\*[\w-]*)?\?([bq])\?([^?\s]*)\?=/gi

/** Encoded words, as .NET sends them. Spaces between two of them do not count. */
const decodeEncodedWords = (name: string): string =>
  name
    .replace(/\?=\s+(?==\?)/g, '?=')
    .replace(encodedWord, (word, charset: string, encoding: string, text: string) => {
      const bytes =
        encoding.toLowerCase() === 'b'
          ? Buffer.from(text, 'base64')
          : bytesOf(text.replaceAll('_', ' '), /=([\da-f]{2})/gi)
      return decodeAs(charset, bytes) ?? word
    })

/** RFC 8187, 3.2: a charset, a language that may be empty, and percent-encoded bytes. */
const decodeExtended = (value: string): string | null => {
  const [, charset, encoded] = /^([\w-]+)'[^']*'(.*)$/s.exec(value) ?? []
  if (charset === undefined || encoded === undefined) return null
  return decodeAs(charset, bytesOf(encoded, /%([\da-f]{2})/gi))
}

const bytesOf = (text: string, escaped: RegExp): Uint8Array =>
  Buffer.from(
    text.replace(escaped, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    'latin1',
  )

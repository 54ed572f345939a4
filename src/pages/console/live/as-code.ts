import type { DevLogEntry } from '../controls.ts'

/** A program sets them by itself, or they belong to this browser. */
const leftOut =
  /^(host|connection|content-length|accept|accept-encoding|accept-language|user-agent|origin|referer|pragma|cache-control|sec-.*|upgrade.*|dnt|priority)$/

type Named = readonly [name: string, value: string]

/** They make the request what it is. */
export const ownHeaders = ({ request_headers }: DevLogEntry): Named[] =>
  Object.entries(request_headers).filter(([name]) => !leftOut.test(name))

/** A note stands in parentheses where the body is not kept. */
export const bodyOf = ({ request_body, method }: DevLogEntry): string | null =>
  method === 'GET' || request_body === null || request_body.startsWith('(') ? null : request_body

export const addressOf = ({ path, query }: DevLogEntry): string => path + (query === '' ? '' : `?${query}`)

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** `$TOKEN` replaces the token. */
export const asCurl = (entry: DevLogEntry, serverUrl: string): string => {
  const body = bodyOf(entry)
  const method =
    entry.method === 'GET' || (entry.method === 'POST' && body !== null) ? '' : ` -X ${entry.method}`
  const headers = ownHeaders(entry).map(([name, value]) =>
    value.includes('***')
      ? ` -H "${name}: ${value.replace('***', '$TOKEN')}"`
      : ` -H ${quoted(`${name}: ${value}`)}`,
  )
  const data = body === null ? '' : ` --data-raw ${quoted(body)}`
  return `curl${method} ${quoted(serverUrl + addressOf(entry))}${headers.join('')}${data}`
}

/** `$TOKEN` replaces the token. */
export const asFetch = (entry: DevLogEntry, serverUrl: string): string => {
  const body = bodyOf(entry)
  const headers = Object.fromEntries(
    ownHeaders(entry).map(([name, value]) => [name, value.replace('***', '$TOKEN')]),
  )
  const init = { method: entry.method, headers, ...(body !== null && { body }) }
  return `await fetch(${JSON.stringify(serverUrl + addressOf(entry))}, ${JSON.stringify(init, null, 2)})`
}

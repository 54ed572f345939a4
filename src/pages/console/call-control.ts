import { ChayenityError } from '../../client/index.ts'
import { basePath } from '../shared/base-path.ts'
import { type Call, type Controls, createControls } from './controls.ts'

/** Without a slash at the end. */
export const serverUrl = location.origin + basePath

/** @param world empty for the main one */
export const controlsOf = (world: string): Controls => createControls(callIn(world))

const callIn =
  (world: string): Call =>
  async (method, path, input = {}, options = {}) => {
    const fields = new Map(Object.entries(input).filter(([, value]) => value !== undefined))
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = fields.get(name)
      fields.delete(name)
      return encodeURIComponent(String(value))
    })
    const rest = [...fields].map(([name, value]): [string, string] => [name, String(value)])
    const isRead = method === 'GET' || method === 'DELETE'
    const query = isRead && fields.size > 0 ? `?${new URLSearchParams(rest)}` : ''
    const hasBody = !isRead && fields.size > 0
    const response = await fetch(serverUrl + filled + query, {
      method,
      headers: {
        ...(world !== '' && { 'X-World': world }),
        ...(hasBody && { 'Content-Type': 'application/json' }),
      },
      ...(hasBody && { body: JSON.stringify(Object.fromEntries(fields)) }),
      ...(options.signal && { signal: options.signal }),
    })
    const text = await response.text()
    if (!response.ok) throw errorIn(text, response.status)
    return JSON.parse(text || 'null')
  }

const errorIn = (text: string, status: number): ChayenityError => {
  try {
    const { detail, error_code: code, field_errors: fieldErrors } = JSON.parse(text)
    return new ChayenityError(detail, { status, code, fieldErrors })
  } catch {
    return new ChayenityError(`The server could not be reached (${status}).`, {
      status,
      code: 'UNREADABLE_RESPONSE',
    })
  }
}

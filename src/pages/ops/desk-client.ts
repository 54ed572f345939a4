import { ChayenityError } from '../../client/index.ts'
import { basePath } from '../shared/base-path.ts'
import type { OperatorSession } from './api-types.ts'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

interface Asked {
  body?: unknown
  /** Whether the page asks by itself, which does not keep the session open. */
  isBackground?: boolean
  signal?: AbortSignal
}

/** Calls the operator's desk. The cookie is the browser's own; the CSRF token stays in memory. */
export class DeskClient {
  #csrfToken = ''
  /** Called when the server says that nobody is logged in any more. */
  onEnd: () => void = () => {}

  async #send(method: 'GET' | 'POST', path: string, { body, isBackground, signal }: Asked): Promise<unknown> {
    const response = await fetch(`${basePath}/api/_ops${path}`, {
      method,
      ...(signal && { signal }),
      headers: {
        ...(method === 'POST' && { 'x-csrf-token': this.#csrfToken }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(isBackground && { 'x-background': '1' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const value: unknown = text === '' ? {} : JSON.parse(text)
    if (response.ok) return value
    if (response.status === 401 && path !== '/login') this.onEnd()
    throw errorOf(response, value)
  }

  /** The caller names the type of the answer, which the desk's document describes. */
  async get<Answer>(path: string, asked: Omit<Asked, 'body'> = {}): Promise<Answer> {
    return (await this.#send('GET', path, asked)) as Answer // the answer of that path
  }

  async post<Answer>(path: string, body: unknown = {}): Promise<Answer> {
    return (await this.#send('POST', path, { body })) as Answer // the answer of that path
  }

  /** @param name such as `user.disable` */
  command<Answer = unknown>(name: string, fields: Record<string, unknown>): Promise<Answer> {
    return this.post(`/commands/${name.replace('.', '/')}`, fields)
  }

  /** @returns null when nobody is logged in */
  async session(): Promise<OperatorSession | null> {
    try {
      return this.#keep(await this.get<OperatorSession>('/session'))
    } catch (error) {
      if (error instanceof ChayenityError && error.status === 401) return null
      throw error
    }
  }

  async logIn(path: '/login' | '/link/use', fields: Record<string, string>): Promise<OperatorSession> {
    return this.#keep(await this.post<OperatorSession>(path, fields))
  }

  #keep(session: OperatorSession): OperatorSession {
    this.#csrfToken = session.csrf_token
    return session
  }
}

const errorOf = (response: Response, value: unknown): ChayenityError => {
  const detail = isObject(value) && typeof value.detail === 'string' ? value.detail : response.statusText
  const fields = isObject(value) && isObject(value.field_errors) ? value.field_errors : {}
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN)
  return new ChayenityError(detail, {
    status: response.status,
    code: response.status === 422 ? 'VALIDATION_ERROR' : 'BAD_REQUEST',
    fieldErrors: Object.fromEntries(
      Object.entries(fields).map(([name, messages]) => [name, [messages].flat().map(String)]),
    ),
    ...(Number.isFinite(wait) && { retryAfterSeconds: wait }),
  })
}

/** Lets the browser save a text as a file. */
export const saveText = ({
  filename,
  content_type,
  text,
}: {
  filename: string
  content_type: string
  text: string
}) => {
  const url = URL.createObjectURL(new Blob([text], { type: content_type }))
  follow(url, filename)
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** Lets the browser fetch a file from the server. @param path begins with a slash */
export const saveFrom = (path: string, filename: string): void => follow(`${basePath}${path}`, filename)

const follow = (href: string, download: string): void => {
  const link = document.createElement('a')
  link.href = href
  link.download = download
  link.click()
}

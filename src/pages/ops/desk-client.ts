import { errorOf } from '../../client/error.ts'
import { basePath } from '../shared/base-path.ts'
import type { Commands, OperatorSession, Posts, Queries } from './api.ts'

export interface Address<Path extends keyof Queries> {
  path: Path
  text: string
}

/** Fields that are no parameters and not empty become the query. */
export const addressOf = <Path extends keyof Queries>(
  path: Path,
  input: Queries[Path]['input'],
): Address<Path> => {
  const fields = new Map<string, unknown>(Object.entries(input))
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = fields.get(name)
    fields.delete(name)
    return encodeURIComponent(String(value))
  })
  const query = new URLSearchParams()
  for (const [name, value] of fields) if (value != null && value !== '') query.set(name, String(value))
  return { path, text: query.size > 0 ? `${filled}?${query}` : filled }
}

interface Asked {
  body?: unknown
  /** The page asks by itself, which does not keep the session open. */
  isBackground?: boolean
  signal?: AbortSignal
}

/** The cookie is the browser's own; the CSRF token stays in memory. */
export class DeskClient {
  #csrfToken = ''
  /** The server says that nobody is logged in any more. */
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
    if (response.status === 401 && path !== '/login') this.onEnd()
    if (!response.ok) throw await errorOf(response)
    const text = await response.text()
    return text === '' ? {} : JSON.parse(text)
  }

  /** @param address such as `addressOf` makes */
  async get<Path extends keyof Queries>(
    address: Address<Path>,
    asked: Omit<Asked, 'body'> = {},
  ): Promise<Queries[Path]['answer']> {
    return (await this.#send('GET', address.text, asked)) as Queries[Path]['answer'] // by the document
  }

  async post<Path extends keyof Posts>(
    path: Path,
    body: Posts[Path]['input'] = {},
  ): Promise<Posts[Path]['answer']> {
    return (await this.#send('POST', path, { body })) as Posts[Path]['answer'] // by the document
  }

  /** @param fields of forms: the server says which are wrong or missing */
  async command<Name extends keyof Commands>(name: Name, fields: object): Promise<Commands[Name]['answer']> {
    const path = `/commands/${name.replace('.', '/')}`
    return (await this.#send('POST', path, { body: fields })) as Commands[Name]['answer'] // by the document
  }

  /** @returns null when nobody is logged in */
  async session(): Promise<OperatorSession | null> {
    const { session } = await this.get(addressOf('/login', {}))
    return session && this.#keep(session)
  }

  async logIn<Path extends '/login' | '/link/use'>(
    path: Path,
    fields: Posts[Path]['input'],
  ): Promise<OperatorSession> {
    return this.#keep(await this.post(path, fields))
  }

  #keep(session: OperatorSession): OperatorSession {
    this.#csrfToken = session.csrf_token
    return session
  }
}

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

/** @param path begins with a slash */
export const saveFrom = (path: string, filename: string): void => follow(`${basePath}${path}`, filename)

const follow = (href: string, download: string): void => {
  const link = document.createElement('a')
  link.href = href
  link.download = download
  link.click()
}

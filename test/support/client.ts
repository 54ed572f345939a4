import type { ErrorBody } from '../../src/http/reply.ts'

export interface Answer<Body> {
  status: number
  headers: Headers
  body: Body
}

/** What an answer refuses with: its status and its code; null where nothing was refused. */
export const refusalIn = ({ status, body }: Answer<object>): [number, string | null] => [
  status,
  body && 'error_code' in body ? String(body.error_code) : null,
]

interface Sending {
  body?: unknown
  headers?: Record<string, string>
}

/** Speaks to a server over HTTP as a client would. The caller says what the answer's body looks like. */
export class Client {
  constructor(
    readonly url: string,
    readonly token: string | null = null,
  ) {}

  withToken(token: string | null): Client {
    return new Client(this.url, token)
  }

  /** The same caller at another address. */
  at(url: string): Client {
    return new Client(url, this.token)
  }

  async send<Body = ErrorBody>(method: string, path: string, sending: Sending = {}): Promise<Answer<Body>> {
    const { body, headers = {} } = sending
    const isRaw = typeof body === 'string' || body instanceof FormData || body instanceof URLSearchParams
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const parsed: Body = text === '' ? null : JSON.parse(text)
    return { status: response.status, headers: response.headers, body: parsed }
  }

  get<Body = ErrorBody>(path: string, sending?: Sending) {
    return this.send<Body>('GET', path, sending)
  }

  post<Body = ErrorBody>(path: string, body?: unknown) {
    return this.send<Body>('POST', path, { body })
  }

  put<Body = ErrorBody>(path: string, body?: unknown) {
    return this.send<Body>('PUT', path, { body })
  }

  delete<Body = ErrorBody>(path: string) {
    return this.send<Body>('DELETE', path)
  }
}

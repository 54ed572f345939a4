/** What the coach sees of a request that went wrong. */
export interface Mistake {
  method: string
  /** Without a slash at its end. */
  path: string
  /** With its question mark; empty where there is none. */
  query: string
  headers: Headers
  /** The body, where it was JSON; else empty. */
  body: string
  status: number
}

interface Advice {
  /** In ASCII: it travels in a header. */
  hint: string
  fits(mistake: Mistake): boolean
}

const timeWithoutZone = /"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?"/
const smallStatus = /"status"\s*:\s*"[a-z_]*[a-z][a-z_]*"/

/** The mistakes that clients of this API make most, and what to do about them. */
const advices: Advice[] = [
  {
    hint: 'Send the header "Authorization: Bearer <access_token>"; the word Bearer is missing.',
    fits: ({ headers, status }) => {
      const authorization = headers.get('authorization')
      return status === 401 && authorization !== null && !/^bearer\s/i.test(authorization)
    },
  },
  {
    hint: 'A refresh needs two tokens: the refresh token as "Authorization: Bearer <refresh_token>" and the old access token in "X-Access-Token".',
    fits: ({ path, headers }) => path === '/api/auth/refresh' && !headers.has('x-access-token'),
  },
  {
    hint: 'Logging out is POST /api/auth/logout.',
    fits: ({ path, method }) => path === '/api/auth/logout' && method !== 'POST',
  },
  {
    hint: 'A login is a form: send username and password as application/x-www-form-urlencoded, not as JSON.',
    fits: ({ path, headers }) => path === '/api/auth/login' && isJson(headers),
  },
  {
    hint: 'An upload is a form: send the file in the field "file" as multipart/form-data, and let your HTTP library set the Content-Type with its boundary.',
    fits: ({ path, headers, method }) =>
      method === 'POST' && path.startsWith('/api/upload') && isJson(headers),
  },
  {
    hint: 'A status is written in capitals: PENDING, ACCEPTED, IN_PROGRESS, COMPLETED, CANCELLED.',
    fits: ({ body, query, status }) =>
      status === 422 && (smallStatus.test(body) || /[?&]status=[a-z]/.test(query)),
  },
  {
    hint: 'Say the zone of a time: 2025-10-01T14:00:00Z, or +07:00 in Bangkok. Without one it is taken as UTC.',
    fits: ({ body }) => timeWithoutZone.test(body),
  },
]

const isJson = (headers: Headers) => headers.get('content-type')?.includes('application/json') ?? false

export interface Hint {
  hint: string
  count: number
  /** Where it was given last. */
  lastSeen: string
}

/** Tells clients what they did wrong, and counts it. */
export class Coach {
  readonly #hints = new Map<string, Hint>()

  /** @returns the advice for a mistake, or null where there is none */
  advise(mistake: Mistake): string | null {
    const advice = advices.find(({ fits }) => fits(mistake))
    if (!advice) return null
    const { hint } = advice
    const count = (this.#hints.get(hint)?.count ?? 0) + 1
    this.#hints.set(hint, { hint, count, lastSeen: `${mistake.method} ${mistake.path}` })
    return hint
  }

  list(): Hint[] {
    return [...this.#hints.values()].sort((a, b) => b.count - a.count)
  }

  clear(): void {
    this.#hints.clear()
  }
}

interface RequestOutcome {
  method: string
  path: string
  query: string
  headers: Headers
  body: string
  status: number
}

interface HintRule {
  /** In ASCII, because it is sent in a header. */
  hint: string
  matches(outcome: RequestOutcome): boolean
}

// Bounded repetitions keep the cost linear.
const timeWithoutZone = /"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?"/
const lowerCaseStatus = /"status"\s{0,20}:\s{0,20}"[a-z_]{1,30}"/
/** 2500 to 2699: until 2156 of our era, Thai years lie in between. */
const buddhistYear = /["=]2[56]\d{2}-\d{2}-\d{2}/
const thaiText = /[\u0e01-\u0e5b]/
const coordinate = (name: string) => new RegExp(`"${name}"\\s{0,20}:\\s{0,20}(-?\\d{1,3}(?:\\.\\d{1,20})?)`)
const [latitude, longitude] = [coordinate('latitude'), coordinate('longitude')]

const thailand = { south: 5.6, north: 20.5, west: 97.3, east: 105.7 }

const isFromThailand = ({ headers, body }: RequestOutcome): boolean => {
  if (/^th\b/i.test(headers.get('accept-language') ?? '') || thaiText.test(body)) return true
  const [north, east] = [Number(latitude.exec(body)?.[1]), Number(longitude.exec(body)?.[1])]
  const { south, north: northernmost, west, east: easternmost } = thailand
  return north >= south && north <= northernmost && east >= west && east <= easternmost
}

export const hintRules: readonly HintRule[] = [
  {
    hint: 'Send the header "Authorization: Bearer <access_token>"; the word Bearer is missing.',
    // The 401 of a login is about the password.
    matches: ({ path, headers, status }) => {
      const authorization = headers.get('authorization')
      const isLogin = path === '/api/auth/login'
      return status === 401 && !isLogin && authorization !== null && !/^bearer\s/i.test(authorization)
    },
  },
  {
    hint: 'A refresh needs two tokens: the refresh token as "Authorization: Bearer <refresh_token>" and the old access token in "X-Access-Token".',
    matches: ({ path, headers }) => path === '/api/auth/refresh' && !headers.has('x-access-token'),
  },
  {
    hint: 'X-Access-Token holds the old access token alone, without the word Bearer.',
    matches: ({ headers }) => /^bearer\b/i.test(headers.get('x-access-token') ?? ''),
  },
  {
    hint: 'Logging out is POST /api/auth/logout.',
    matches: ({ path, method }) => path === '/api/auth/logout' && method !== 'POST',
  },
  {
    hint: 'A login is a form: send username and password as application/x-www-form-urlencoded, not as JSON.',
    matches: ({ path, headers }) => path === '/api/auth/login' && isJson(headers),
  },
  {
    hint: 'An upload is a form: send the file in the field "file" as multipart/form-data, and let your HTTP library set the Content-Type with its boundary.',
    matches: ({ path, headers, method }) =>
      method === 'POST' && path.startsWith('/api/upload') && isJson(headers),
  },
  {
    hint: 'A status is written in capitals: PENDING, ACCEPTED, IN_PROGRESS, COMPLETED, CANCELLED.',
    matches: ({ body, query, status }) =>
      status === 422 && (lowerCaseStatus.test(body) || /[?&]status=[a-z]/.test(query)),
  },
  {
    hint: 'A year such as 2568 is of the Buddhist era. Send the year of the common era: subtract 543.',
    matches: ({ body, query }) => buddhistYear.test(body) || buddhistYear.test(query),
  },
  {
    hint: 'A time without a zone is taken as UTC, which is seven hours behind Thailand: 2025-10-01T14:00:00+07:00 is probably meant.',
    matches: outcome => timeWithoutZone.test(outcome.body) && isFromThailand(outcome),
  },
  {
    hint: 'Say the zone of a time: 2025-10-01T14:00:00Z, or +07:00 in Bangkok. Without one it is taken as UTC.',
    matches: ({ body }) => timeWithoutZone.test(body),
  },
]

const isJson = (headers: Headers) => headers.get('content-type')?.includes('application/json') ?? false

interface HintCount {
  hint: string
  count: number
  lastSeen: string
}

/** One counter per rule, so their number is bounded. */
export class Hints {
  readonly #counts = new Map<string, HintCount>()

  record(outcome: RequestOutcome): string | null {
    const rule = hintRules.find(({ matches }) => matches(outcome))
    if (!rule) return null
    const { hint } = rule
    const count = (this.#counts.get(hint)?.count ?? 0) + 1
    this.#counts.set(hint, { hint, count, lastSeen: `${outcome.method} ${outcome.path}` })
    return hint
  }

  list(): HintCount[] {
    return [...this.#counts.values()].sort((a, b) => b.count - a.count)
  }

  clear(): void {
    this.#counts.clear()
  }
}

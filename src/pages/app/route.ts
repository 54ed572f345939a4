/** In the fragment, since the page is one file below any path of PUBLIC_URL. */
export interface Route {
  /** Begins with a slash. */
  path: string
  query: URLSearchParams
}

export const parseRoute = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?')
  return { path: path.startsWith('/') ? path : '/', query: new URLSearchParams(query) }
}

/** Null when the path is of another pattern. */
export const matchPath = (pattern: string, path: string): Record<string, string> | null => {
  const [expected, given] = [pattern.split('/'), path.split('/')]
  if (expected.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [at, part] of expected.entries()) {
    const value = given[at] ?? ''
    if (part.startsWith(':') && value !== '') params[part.slice(1)] = value
    else if (part !== value) return null
  }
  return params
}

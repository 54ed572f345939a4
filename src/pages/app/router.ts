import { useEffect, useState } from 'preact/hooks'
import { parseRoute, type Route } from './route.ts'

/** @param path begins with a slash */
export const hrefOf = (path: string): string => `#${path}`

/** @param how `replace`: the way back leads past the present screen */
export const navigate = (path: string, how: 'push' | 'replace' = 'push'): void => {
  if (how === 'push') {
    location.hash = path
    return
  }
  // Unlike location.replace, this keeps the state of the entry.
  history.replaceState(history.state, '', hrefOf(path))
  dispatchEvent(new HashChangeEvent('hashchange'))
}

/** To `parent` where the app was opened on this screen. */
export const goBack = (parent: string): void => {
  if (depthOf(history.state) > 0) history.back()
  else navigate(parent, 'replace')
}

/** Screens of this app before an entry of the history. */
const depthOf = (state: unknown): number =>
  typeof state === 'object' && state !== null && 'depth' in state && typeof state.depth === 'number'
    ? state.depth
    : 0

let depth = 0

const keepDepth = () => {
  // An entry that was just made has no state yet.
  if (history.state === null) history.replaceState({ depth: depth + 1 }, '')
  depth = depthOf(history.state)
}

export const useRoute = (): Route => {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    if (history.state === null) history.replaceState({ depth: 0 }, '')
    depth = depthOf(history.state)
    const update = () => {
      keepDepth()
      setHash(location.hash)
    }
    addEventListener('hashchange', update)
    return () => removeEventListener('hashchange', update)
  }, [])
  return parseRoute(hash)
}

import { useEffect, useState } from 'preact/hooks'

/** `#/gigs/1` is ['gigs', '1']. */
export const useRoute = (): string[] => {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const update = () => setHash(location.hash)
    addEventListener('hashchange', update)
    return () => removeEventListener('hashchange', update)
  }, [])
  return hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent)
}

/** @param parts such as 'gigs', id */
export const hrefOf = (...parts: string[]): string => `#/${parts.map(encodeURIComponent).join('/')}`

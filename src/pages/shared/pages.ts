import { useRef, useState } from 'preact/hooks'
import { useLoaded } from './loading.ts'
import { mergePage } from './merge-page.ts'

export interface Page<Item> {
  items: Item[]
  /** How many there are on all pages. */
  total: number
}

export interface Pages<Item> {
  items: readonly Item[]
  /** How many there are on all pages; null until the first page has arrived. */
  total: number | null
  hasMore: boolean
  /** Whether the items are of the key before. */
  isOld: boolean
  isWaiting: boolean
  error: unknown
  loadMore(): void
  reload(): void
  set(change: (items: readonly Item[]) => readonly Item[]): void
}

const pageSize = 20
const maxPageSize = 100

/**
 * Loads a list page by page, from the beginning whenever the key changes.
 * @param keeps whether the list of one key is shown until that of the next has arrived
 * @param load gives the items from `skip` on, and how many there are in all
 */
export const usePages = <Item extends { id: string }>(
  key: string,
  load: (page: { skip: number; limit: number; signal: AbortSignal }) => Promise<Page<Item>>,
  { keeps = false }: { keeps?: boolean } = {},
): Pages<Item> => {
  const count = useRef({ key, shown: 0 })
  const [next, setNext] = useState<{ isWaiting: boolean; error: unknown }>({ isWaiting: false, error: null })
  const first = useLoaded(
    key,
    signal => {
      const shown = count.current.key === key ? count.current.shown : 0
      // A list that was paged already keeps its length when it is loaded again.
      return load({ skip: 0, limit: Math.min(maxPageSize, Math.max(pageSize, shown)), signal })
    },
    { keeps },
  )
  const items = first.value?.items ?? []
  const total = first.value?.total ?? null
  if (!first.isOld) count.current = { key, shown: items.length }
  const loadMore = async () => {
    if (next.isWaiting || first.isOld) return
    setNext({ isWaiting: true, error: null })
    try {
      const { signal } = new AbortController()
      const page = await load({ skip: items.length, limit: pageSize, signal })
      if (count.current.key === key)
        first.set(before => ({ items: mergePage(before.items, page.items), total: page.total }))
      setNext({ isWaiting: false, error: null })
    } catch (error) {
      setNext({ isWaiting: false, error })
    }
  }
  return {
    items,
    total,
    isOld: first.isOld,
    hasMore: total !== null && items.length < total,
    isWaiting: first.isWaiting || next.isWaiting,
    error: first.error ?? next.error,
    loadMore: () => void loadMore(),
    reload: first.reload,
    set: change => first.set(before => ({ ...before, items: [...change(before.items)] })),
  }
}

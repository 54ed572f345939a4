import { useRef, useState } from 'preact/hooks'
import { useLoaded } from './loading.ts'
import { mergePage } from './merge-page.ts'

/** `total` is of all pages; `hasMore` where nobody counts them. */
export type Page<Item> = { items: Item[] } & ({ total: number } | { hasMore: boolean })

interface PageStart {
  skip: number
  limit: number
  lastId: string | undefined
  signal: AbortSignal
}

export interface Pages<Item> {
  items: readonly Item[]
  isLoaded: boolean
  /** Null where nobody counts, and until the first page has arrived. */
  total: number | null
  hasMore: boolean
  isOld: boolean
  isWaiting: boolean
  error: unknown
  loadMore(): void
  reload(): void
  set(change: (items: readonly Item[]) => readonly Item[]): void
}

const pageSize = 20
const maxPageSize = 100

/** Starts anew whenever the key changes. @param keeps whether the old list stays until then */
export const usePages = <Item extends { id: string }>(
  key: string,
  load: (start: PageStart) => Promise<Page<Item>>,
  { keeps = false }: { keeps?: boolean } = {},
): Pages<Item> => {
  const count = useRef({ key, shown: 0 })
  const [next, setNext] = useState<{ isWaiting: boolean; error: unknown }>({ isWaiting: false, error: null })
  const first = useLoaded(
    key,
    signal => {
      const shown = count.current.key === key ? count.current.shown : 0
      // A list that was paged already keeps its length.
      const limit = Math.min(maxPageSize, Math.max(pageSize, shown))
      return load({ skip: 0, limit, lastId: undefined, signal })
    },
    { keeps },
  )
  const items = first.value?.items ?? []
  const total = first.value && 'total' in first.value ? first.value.total : null
  const hasMore =
    first.value !== null && ('total' in first.value ? items.length < first.value.total : first.value.hasMore)
  if (!first.isOld) count.current = { key, shown: items.length }
  const loadMore = async () => {
    if (next.isWaiting || first.isOld) return
    setNext({ isWaiting: true, error: null })
    try {
      const { signal } = new AbortController()
      const page = await load({ skip: items.length, limit: pageSize, lastId: items.at(-1)?.id, signal })
      if (count.current.key === key)
        first.set(before => ({ ...page, items: mergePage(before.items, page.items) }))
      setNext({ isWaiting: false, error: null })
    } catch (error) {
      setNext({ isWaiting: false, error })
    }
  }
  return {
    items,
    isLoaded: first.value !== null,
    total,
    isOld: first.isOld,
    hasMore,
    isWaiting: first.isWaiting || next.isWaiting,
    error: first.error ?? next.error,
    loadMore: () => void loadMore(),
    reload: first.reload,
    set: change => first.set(before => ({ ...before, items: [...change(before.items)] })),
  }
}

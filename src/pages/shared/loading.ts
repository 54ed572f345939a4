import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

export interface Loaded<Value> {
  /** Null until it has arrived. It stays while it is loaded again, so that nothing jumps. */
  value: Value | null
  isWaiting: boolean
  /** Why the last attempt failed; null unless it did. */
  error: unknown
  reload(): void
  /** Replaces the value by one that is known to be newer. */
  set(change: (value: Value) => Value): void
}

/**
 * Loads a value now, and again whenever the key changes.
 * @param key of what is loaded; a value of another key is forgotten
 */
export const useLoaded = <Value>(
  key: string,
  load: (signal: AbortSignal) => Promise<Value>,
): Loaded<Value> => {
  const [state, setState] = useState<{
    key: string
    value: Value | null
    error: unknown
    isWaiting: boolean
  }>({
    key,
    value: null,
    error: null,
    isWaiting: true,
  })
  const [attempt, setAttempt] = useState(0)
  const latestLoad = useRef(load)
  latestLoad.current = load
  useEffect(() => {
    const abort = new AbortController()
    setState(before => ({
      key,
      value: before.key === key ? before.value : null,
      error: null,
      isWaiting: true,
    }))
    latestLoad.current(abort.signal).then(
      value => {
        if (!abort.signal.aborted) setState({ key, value, error: null, isWaiting: false })
      },
      error => {
        if (!abort.signal.aborted) setState(before => ({ ...before, error, isWaiting: false }))
      },
    )
    return () => abort.abort()
  }, [key, attempt])
  const reload = useCallback(() => setAttempt(count => count + 1), [])
  const set = useCallback(
    (change: (value: Value) => Value) =>
      setState(before => (before.value === null ? before : { ...before, value: change(before.value) })),
    [],
  )
  // The effect has not run yet in the first rendering with another key.
  const isCurrent = state.key === key
  return {
    value: isCurrent ? state.value : null,
    isWaiting: state.isWaiting || !isCurrent,
    error: isCurrent ? state.error : null,
    reload,
    set,
  }
}

export interface Page<Item> {
  items: Item[]
  total: number
}

export interface Pages<Item> {
  items: readonly Item[]
  /** How many there are on all pages; null until the first page has arrived. */
  total: number | null
  hasMore: boolean
  isWaiting: boolean
  error: unknown
  loadMore(): void
  reload(): void
  set(change: (items: readonly Item[]) => readonly Item[]): void
}

export const pageSize = 20

/**
 * Loads a list page by page, from the beginning whenever the key changes.
 * @param load gives the items from `skip` on, and how many there are in all
 */
export const usePages = <Item extends { id: string }>(
  key: string,
  load: (page: { skip: number; limit: number; signal: AbortSignal }) => Promise<Page<Item>>,
): Pages<Item> => {
  const first = useLoaded(key, signal => load({ skip: 0, limit: pageSize, signal }))
  const [next, setNext] = useState<{ isWaiting: boolean; error: unknown }>({ isWaiting: false, error: null })
  const latestKey = useRef(key)
  latestKey.current = key
  const items = first.value?.items ?? []
  const total = first.value?.total ?? null
  const loadMore = async () => {
    if (next.isWaiting) return
    setNext({ isWaiting: true, error: null })
    try {
      const page = await load({ skip: items.length, limit: pageSize, signal: new AbortController().signal })
      if (latestKey.current === key)
        first.set(before => ({ items: mergePage(before.items, page.items), total: page.total }))
      setNext({ isWaiting: false, error: null })
    } catch (error) {
      setNext({ isWaiting: false, error })
    }
  }
  return {
    items,
    total,
    hasMore: total !== null && items.length < total,
    isWaiting: first.isWaiting || next.isWaiting,
    error: first.error ?? next.error,
    loadMore: () => void loadMore(),
    reload: first.reload,
    set: change => first.set(before => ({ ...before, items: [...change(before.items)] })),
  }
}

/** An item that moved between two pages is shown once. */
export const mergePage = <Item extends { id: string }>(
  before: readonly Item[],
  page: readonly Item[],
): Item[] => {
  const known = new Set(before.map(({ id }) => id))
  return [...before, ...page.filter(({ id }) => !known.has(id))]
}

export interface Action {
  isBusy: boolean
  /** Why the last run failed; null unless it did. */
  error: unknown
  /** Runs unless it runs already. @returns whether it succeeded */
  run(work: () => Promise<unknown>): Promise<boolean>
  clear(): void
}

/** What a button or a form does: once at a time, with its error. */
export const useAction = (): Action => {
  const [state, setState] = useState<{ isBusy: boolean; error: unknown }>({ isBusy: false, error: null })
  // Two taps can come before the first rendering.
  const isRunning = useRef(false)
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (isRunning.current) return false
    isRunning.current = true
    setState({ isBusy: true, error: null })
    try {
      await work()
      setState({ isBusy: false, error: null })
      return true
    } catch (error) {
      setState({ isBusy: false, error })
      return false
    } finally {
      isRunning.current = false
    }
  }
  return { ...state, run, clear: () => setState(before => ({ ...before, error: null })) }
}

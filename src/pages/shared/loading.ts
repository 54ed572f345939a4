import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { createMemory } from './memory.ts'

export interface Loaded<Value> {
  /** Null until it has arrived. It stays while it is loaded again, so that nothing jumps. */
  value: Value | null
  /** The value of the key before, while that of this key is on its way. */
  isOld: boolean
  isWaiting: boolean
  error: unknown
  reload(): void
  set(change: (value: Value) => Value): void
}

interface State<Value> {
  key: string
  value: Value | null
  isOld: boolean
  error: unknown
  isWaiting: boolean
}

/** A screen that is entered again begins with it. */
const remembered = createMemory<unknown>(50)

/** Called after a logout, since what was loaded belongs to another person. */
export const forgetLoaded = (): void => remembered.clear()

/**
 * Loads again whenever the key changes. @param key the same key has to mean the same type @param keeps
 * whether a value is shown until the next key's has arrived
 */
export const useLoaded = <Value>(
  key: string,
  load: (signal: AbortSignal) => Promise<Value>,
  { keeps = false }: { keeps?: boolean } = {},
): Loaded<Value> => {
  const begin = (before: State<Value> | null): State<Value> => {
    const known = remembered.get(key) as Value | undefined // the key names the type
    const old = keeps && known === undefined ? (before?.value ?? null) : null
    return { key, value: known ?? old, isOld: old !== null, error: null, isWaiting: true }
  }
  const [state, setState] = useState(() => begin(null))
  const [attempt, setAttempt] = useState(0)
  const latestLoad = useRef(load)
  latestLoad.current = load
  useEffect(() => {
    const abort = new AbortController()
    setState(before => (before.key === key ? { ...before, error: null, isWaiting: true } : begin(before)))
    latestLoad.current(abort.signal).then(
      value => {
        if (abort.signal.aborted) return
        remembered.set(key, value)
        setState({ key, value, isOld: false, error: null, isWaiting: false })
      },
      error => {
        if (!abort.signal.aborted) setState(before => ({ ...before, error, isWaiting: false }))
      },
    )
    return () => abort.abort()
  }, [key, attempt])
  const reload = useCallback(() => setAttempt(count => count + 1), [])
  const set = useCallback((change: (value: Value) => Value) => {
    setState(before => {
      if (before.value === null) return before
      const value = change(before.value)
      if (!before.isOld) remembered.set(before.key, value)
      return { ...before, value }
    })
  }, [])
  // The effect has not run yet in the first rendering with another key.
  const { value, isOld, isWaiting, error } = state.key === key ? state : begin(state)
  return { value, isOld, isWaiting, error, reload, set }
}

export interface Action {
  isBusy: boolean
  error: unknown
  /** Not while it runs already. @returns whether it succeeded */
  run(work: () => Promise<unknown>): Promise<boolean>
  clear(): void
}

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

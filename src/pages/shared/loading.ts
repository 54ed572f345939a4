import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { createMemory } from './memory.ts'

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

interface State<Value> {
  key: string
  value: Value | null
  error: unknown
  isWaiting: boolean
}

/** What was loaded lately, by its key: a screen that is entered again begins with it. */
const remembered = createMemory<unknown>(50)

/** After a logout, since it belongs to another person. */
export const forgetLoaded = (): void => remembered.clear()

/**
 * Loads a value now, and again whenever the key changes.
 * @param key of what is loaded; a value of another key is not shown. The same key has to mean the same type.
 */
export const useLoaded = <Value>(
  key: string,
  load: (signal: AbortSignal) => Promise<Value>,
): Loaded<Value> => {
  // The key names the type.
  const begin = (): State<Value> => ({
    key,
    value: (remembered.get(key) as Value | undefined) ?? null,
    error: null,
    isWaiting: true,
  })
  const [state, setState] = useState(begin)
  const [attempt, setAttempt] = useState(0)
  const latestLoad = useRef(load)
  latestLoad.current = load
  useEffect(() => {
    const abort = new AbortController()
    setState(before => (before.key === key ? { ...before, error: null, isWaiting: true } : begin()))
    const settle = (change: (before: State<Value>) => State<Value>) => {
      if (!abort.signal.aborted) setState(change)
    }
    latestLoad.current(abort.signal).then(
      value => settle(() => ({ key, value, error: null, isWaiting: false })),
      error => settle(before => ({ ...before, error, isWaiting: false })),
    )
    return () => abort.abort()
  }, [key, attempt])
  useEffect(() => {
    if (state.value !== null) remembered.set(state.key, state.value)
  }, [state])
  const reload = useCallback(() => setAttempt(count => count + 1), [])
  const set = useCallback(
    (change: (value: Value) => Value) =>
      setState(before => (before.value === null ? before : { ...before, value: change(before.value) })),
    [],
  )
  // The effect has not run yet in the first rendering with another key.
  const shown = state.key === key ? state : begin()
  return { value: shown.value, isWaiting: shown.isWaiting, error: shown.error, reload, set }
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

export const wait = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', giveUp)
      resolve()
    }, ms)
    signal?.addEventListener('abort', giveUp)
    if (signal?.aborted) giveUp()
  })

/** Browsers have no randomUUID on a plain LAN address, and React Native has no crypto. */
export const newKey = (): string => {
  const { crypto } = globalThis
  if (crypto?.randomUUID) return crypto.randomUUID()
  const part = () => Math.random().toString(36).slice(2)
  return `${Date.now().toString(36)}-${part()}-${part()}`
}

import type { Store } from '../../store.ts'

/** One process at a time has the data folder, so the names of what runs are enough. */
export const createRunOnce = (): Store['runOnce'] => {
  const running = new Set<string>()
  return async (name, work) => {
    if (running.has(name)) return false
    running.add(name)
    try {
      await work()
      return true
    } finally {
      running.delete(name)
    }
  }
}

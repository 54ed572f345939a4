import { readdirSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

export const lowestPriority = constants.priority.PRIORITY_LOW

/** On Linux threads inherit the priority of the thread that starts them. */
const threadsOf = (pid: number): number[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number)
  } catch {
    return [pid]
  }
}

export const lowerPriority = (pid: number, priority: number): void => {
  const lowered = new Set<number>()
  let found = threadsOf(pid)
  // A thread whose turn has not come yet may start another meanwhile.
  while (found.length > 0) {
    for (const thread of found) {
      lowered.add(thread)
      try {
        setPriority(thread, priority)
      } catch {
        // It has ended, or it has a lower priority already.
      }
    }
    found = threadsOf(pid).filter(thread => !lowered.has(thread))
  }
}

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
  for (const thread of threadsOf(pid)) {
    try {
      setPriority(thread, priority)
    } catch {
      // It has ended, or it has a lower priority already.
    }
  }
}

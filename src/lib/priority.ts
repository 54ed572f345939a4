import { readdirSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/** Of work that may wait as long as anything else has to be done. */
export const lowestPriority = constants.priority.PRIORITY_LOW

/** On Linux each thread has a priority of its own, which the threads that it starts inherit. */
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

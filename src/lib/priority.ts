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

const maxRounds = 100

export const lowerPriority = (pid: number, priority: number): void => {
  const lowered = new Set<number>()
  let found = threadsOf(pid)
  // A thread whose turn has not come yet may start another meanwhile; others are no reason to go on for ever.
  for (let round = 0; found.length > 0 && round < maxRounds; round += 1) {
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

import type { DevLogEntry } from '../controls.ts'

const maxLength = 60

/** By what they call themselves, with the number of times. */
export const clientsWithHint = (entries: readonly DevLogEntry[], hint: string): string[] => {
  const counts = new Map<string, number>()
  for (const entry of entries) {
    if (entry.hint !== hint) continue
    const name = (entry.request_headers['user-agent'] ?? '?').slice(0, maxLength)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => `${count}× ${name}`)
}

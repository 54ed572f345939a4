import type { SeededRandom } from '../../src/lib/random.ts'

/** Ids of things that exist or existed, by the name of the parameter that takes them. */
export interface IdPool {
  pick(name: string, random: SeededRandom): string | null
  /** Learns the ids in an answer to an operation. */
  learn(path: string, answer: unknown): void
}

const maxKept = 200
/** Half of what is picked is new, because what is old has mostly been finished or deleted. */
const newest = 12

/** What `id` is in the answers below a path. */
const kinds: [RegExp, string][] = [
  [/^\/api\/gigs/, 'gig_id'],
  [/^\/api\/buddies/, 'buddy_id'],
  [/^\/api\/reviews/, 'review_id'],
  [/^\/api\/transactions/, 'transaction_id'],
  [/^\/api\/chat\/rooms/, 'room_id'],
  [/^\/api\/notifications/, 'notification_id'],
  [/^\/api\/(auth|users)/, 'user_id'],
]

const userFields = ['user_id', 'seeker_id', 'helper_id', 'reviewee_id', 'buddy_user_id', 'sender_id']

export const createIdPool = (): IdPool => {
  const pool = new Map<string, string[]>()
  const keep = (name: string, id: unknown) => {
    if (typeof id !== 'string') return
    const ids = pool.get(name) ?? []
    pool.set(name, ids)
    if (ids.includes(id)) return
    if (ids.push(id) > maxKept) ids.shift()
  }
  const walk = (kind: string | null, value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, inside] of Object.entries(value)) {
      if (name === 'id' && kind) keep(kind, inside)
      else if (userFields.includes(name)) keep('user_id', inside)
      else if (name.endsWith('_id')) keep(name, inside)
      else walk(kind, inside)
    }
  }
  return {
    pick: (name, random) => {
      const ids = pool.get(name === 'reviewee_id' ? 'user_id' : name)
      if (!ids || ids.length === 0) return null
      return random.pick(random.chance(0.5) ? ids.slice(-newest) : ids)
    },
    learn: (path, answer) => walk(kinds.find(([pattern]) => pattern.test(path))?.[1] ?? null, answer),
  }
}

import type { UserId } from '../domain/ids.ts'
import { AppError } from '../errors.ts'
import type { Id, NewId } from '../lib/ids.ts'
import { type Preferences, type Reading, readPreferences } from './preferences.ts'
import type { LineFaults } from './switchboard.ts'

/** A preference that holds until it is taken back. What is null holds for all. */
export interface StandingRule {
  id: Id<'rule'>
  userId: UserId | null
  method: string | null
  /** A path, in which `*` stands for anything within one part. */
  path: string | null
  /** As in the `Prefer` header. */
  prefer: string | null
  /** How often it holds. */
  timesLeft: number | null
  socket: LineFaults | null
}

const maxRules = 100

/** The rules of one world. */
export class StandingRules {
  readonly #rules = new Map<StandingRule['id'], StandingRule>()

  constructor(private readonly newId: NewId) {}

  /** @throws AppError STORAGE_QUOTA_EXCEEDED */
  add(rule: Omit<StandingRule, 'id'>): StandingRule {
    if (this.#rules.size >= maxRules)
      throw new AppError('STORAGE_QUOTA_EXCEEDED', `There are ${maxRules} rules. Delete one first.`)
    const added = { ...rule, id: this.newId<'rule'>() }
    this.#rules.set(added.id, added)
    return added
  }

  list(): StandingRule[] {
    return [...this.#rules.values()]
  }

  /** @throws AppError RESOURCE_NOT_FOUND */
  remove(id: StandingRule['id']): void {
    if (!this.#rules.delete(id)) throw new AppError('RESOURCE_NOT_FOUND')
  }

  clear(): void {
    this.#rules.clear()
  }

  /** What the first rule for a request asks; one that holds a number of times has been used once more. */
  apply(request: { userId: string | null; method: string; path: string }): Reading | null {
    for (const rule of this.#rules.values()) {
      if (rule.prefer === null || !isAbout(rule, request)) continue
      if (rule.timesLeft !== null) rule.timesLeft -= 1
      if (rule.timesLeft === 0) this.#rules.delete(rule.id)
      return readPreferences(rule.prefer)
    }
    return null
  }

  /** How bad the network of a user's sockets is. */
  faultsOf(userId: string | null): LineFaults | null {
    const rule = this.list().find(
      ({ socket, ...one }) => socket && (one.userId === null || one.userId === userId),
    )
    return rule?.socket ?? null
  }
}

const isAbout = (
  rule: StandingRule,
  { userId, method, path }: { userId: string | null; method: string; path: string },
): boolean =>
  (rule.userId === null || rule.userId === userId) &&
  (rule.method ?? method) === method &&
  (rule.path === null || matches(rule.path.split('/'), path.split('/')))

const matches = (pattern: string[], parts: string[]): boolean =>
  pattern.length === parts.length && pattern.every((one, at) => one === '*' || one === parts[at])

/** One's own wish goes before a standing rule. */
export const mergePreferences = (own: Reading, standing: Reading | null): Preferences => ({
  ...standing?.preferences,
  ...own.preferences,
})

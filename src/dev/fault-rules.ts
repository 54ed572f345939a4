import type { UserId } from '../domain/ids.ts'
import { isDeskPath } from '../domain/operators/desk-tools.ts'
import { AppError } from '../errors.ts'
import { withoutTrailingSlash } from '../http/paths.ts'
import type { Id, NewId } from '../lib/ids.ts'
import { controlsPath } from './controls/control.ts'
import type { NetworkConditions } from './network-conditions.ts'
import { type ParsedPreferences, type Preferences, parsePreferences } from './preferences.ts'

/** For all matching requests or sockets. A null field matches everything. */
export interface FaultRule {
  id: Id<'rule'>
  userId: UserId | null
  method: string | null
  path: string | null
  prefer: string | null
  timesLeft: number | null
  socket: NetworkConditions | null
}

export type AppliedRule = ParsedPreferences & { readonly ruleId: FaultRule['id'] }

export interface AppliedConditions {
  readonly ruleId: FaultRule['id']
  readonly conditions: NetworkConditions
}

export const maxFaultRules = 100

export class FaultRules {
  readonly #rules = new Map<FaultRule['id'], FaultRule>()

  constructor(private readonly newId: NewId) {}

  /** @throws AppError STORAGE_QUOTA_EXCEEDED */
  add(rule: Omit<FaultRule, 'id'>): FaultRule {
    if (this.#rules.size >= maxFaultRules)
      throw new AppError('STORAGE_QUOTA_EXCEEDED', `There are ${maxFaultRules} rules. Delete one first.`)
    const added = { ...rule, id: this.newId<'rule'>() }
    this.#rules.set(added.id, added)
    return added
  }

  list(): FaultRule[] {
    return [...this.#rules.values()]
  }

  /** @throws AppError RESOURCE_NOT_FOUND */
  remove(id: FaultRule['id']): void {
    if (!this.#rules.delete(id)) throw new AppError('RESOURCE_NOT_FOUND')
  }

  clear(): void {
    this.#rules.clear()
  }

  /** The first rule that matches applies, which counts as one use of it. */
  apply(request: { userId: string | null; method: string; path: string }): AppliedRule | null {
    for (const rule of this.#rules.values()) {
      if (rule.prefer === null || !appliesTo(rule, request)) continue
      if (rule.timesLeft !== null) rule.timesLeft -= 1
      if (rule.timesLeft === 0) this.#rules.delete(rule.id)
      return { ...parsePreferences(rule.prefer), ruleId: rule.id }
    }
    return null
  }

  /** Other preferences do not apply to the opening of a socket. */
  cutFor(request: { userId: string | null; method: string; path: string }): AppliedRule | null {
    for (const rule of this.#rules.values()) {
      const parsed = parsePreferences(rule.prefer ?? '')
      if (parsed.preferences.fault === 'cut' && appliesTo(rule, request))
        return { ...parsed, ruleId: rule.id }
    }
    return null
  }

  conditionsOf(userId: string | null): AppliedConditions | null {
    for (const { id, socket, ...rule } of this.#rules.values())
      if (socket && (rule.userId === null || rule.userId === userId))
        return { ruleId: id, conditions: socket }
    return null
  }
}

const appliesTo = (
  rule: FaultRule,
  { userId, method, path }: { userId: string | null; method: string; path: string },
): boolean =>
  (rule.userId === null || rule.userId === userId) &&
  (rule.method ?? method) === method &&
  (rule.path === null || matchesPath(rule.path.split('/'), path.split('/')))

/** `*` matches one segment. */
export const matchesPath = (pattern: string[], segments: string[]): boolean =>
  pattern.length === segments.length && pattern.every((one, at) => one === '*' || one === segments[at])

/** Whether the rule can apply to a request that one of the routes answers. Rules never apply to controls. */
export const matchesRoute = (
  { method, path }: Pick<FaultRule, 'method' | 'path'>,
  routes: readonly { method: string; path: string }[],
): boolean => {
  // The routes of the desk are those of another app.
  if (path === null || isDeskPath(path)) return true
  const pattern = path.split('/')
  return routes.some(route => {
    if (route.path.startsWith(controlsPath) || (method ?? route.method) !== route.method) return false
    const segments = withoutTrailingSlash(route.path).split('/')
    return matchesPath(
      pattern.map((one, at) => (one !== '' && segments[at]?.startsWith(':') ? '*' : one)),
      segments,
    )
  })
}

export const mergePreferences = (own: ParsedPreferences, rule: ParsedPreferences | null): Preferences => ({
  ...rule?.preferences,
  ...own.preferences,
})

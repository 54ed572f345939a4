import type { UserId } from '../domain/ids.ts'
import type { ErrorCode } from '../errors.ts'
import { systemClock } from '../lib/clock.ts'
import { type Timestamp, toTimestamp } from '../lib/timestamp.ts'
import type { FaultRule } from './fault-rules.ts'

export const entryKinds = ['request', 'frame_received', 'frame_sent', 'socket_closed'] as const

export type EntryKind = (typeof entryKinds)[number]

/** Secrets are masked before an entry is made. */
export interface LogEntry {
  /** Increases across all worlds. */
  id: number
  world: string
  kind: EntryKind
  at: Timestamp
  /** The time until the response, or the delay of a frame; null while in progress. */
  ms: number | null
  method: string | null
  path: string
  query: string
  userId: UserId | null
  /** The close code for a socket; null where there was none. */
  status: number | null
  code: ErrorCode | null
  hint: string | null
  prefer: string | null
  ruleId: FaultRule['id'] | null
  frame: string | null
  copies: number | null
  requestHeaders: Record<string, string>
  requestBody: string | null
  responseHeaders: Record<string, string>
  responseBody: string | null
}

export const maxEntries = 500

export const maxBodyLength = 16 * 1024

const maxBodiesLength = 1024 * 1024

export const droppedBody = '(This body is no longer kept, since newer ones need its space.)'

export const cutBody = (text: string): string =>
  text.length > maxBodyLength ? `${text.slice(0, maxBodyLength)}… (${text.length} characters)` : text

const emptyEntry = {
  ms: null,
  method: null,
  query: '',
  userId: null,
  status: null,
  code: null,
  hint: null,
  prefer: null,
  ruleId: null,
  frame: null,
  copies: null,
  requestHeaders: {},
  requestBody: null,
  responseHeaders: {},
  responseBody: null,
} satisfies Partial<LogEntry>

type NewEntry = Pick<LogEntry, 'kind' | 'path'> & Partial<LogEntry>

interface TrafficHub {
  nextId(): number
  /** Called again for a request when its response is known. */
  publish(entry: LogEntry): void
}

export class TrafficLog {
  #entries: LogEntry[] = []

  constructor(
    private readonly world: string,
    private readonly hub: TrafficHub,
  ) {}

  add(entry: NewEntry): LogEntry {
    const at = toTimestamp(systemClock.now())
    const added = { ...emptyEntry, at, ...entry, id: this.hub.nextId(), world: this.world }
    this.#entries.push(added)
    if (this.#entries.length > maxEntries) this.#entries.shift()
    this.#publish(added)
    return added
  }

  complete(entry: LogEntry, outcome: Partial<LogEntry>): void {
    Object.assign(entry, outcome)
    this.#publish(entry)
  }

  /** Oldest first. */
  list(): readonly LogEntry[] {
    return this.#entries
  }

  clear(): void {
    this.#entries = []
  }

  #publish(entry: LogEntry): void {
    this.#dropOldBodies()
    this.hub.publish(entry)
  }

  #dropOldBodies(): void {
    let length = 0
    for (let at = this.#entries.length - 1; at >= 0; at -= 1) {
      const entry = this.#entries[at]
      if (!entry) return
      if (length > maxBodiesLength) {
        if (entry.requestBody !== null) entry.requestBody = droppedBody
        if (entry.responseBody !== null) entry.responseBody = droppedBody
      } else length += (entry.requestBody?.length ?? 0) + (entry.responseBody?.length ?? 0)
    }
  }
}

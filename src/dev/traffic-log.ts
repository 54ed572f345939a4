import type { UserId } from '../domain/ids.ts'
import type { ErrorCode } from '../errors.ts'
import { systemClock } from '../lib/clock.ts'
import { type Timestamp, toTimestamp } from '../lib/timestamp.ts'
import type { FaultRule } from './fault-rules.ts'

export const entryKinds = ['request', 'frame_received', 'frame_sent', 'socket_closed'] as const

export type EntryKind = (typeof entryKinds)[number]

/** A request with its response, a frame of a socket, or the end of one. Secrets are masked before an entry is made. */
export interface LogEntry {
  /** Greater than that of every entry before it, in whatever world. */
  id: number
  world: string
  kind: EntryKind
  at: Timestamp
  /** From the arrival of a request to its response; how long the network delayed a frame. Null: still in progress. */
  ms: number | null
  /** Null for frames. */
  method: string | null
  path: string
  /** Without the question mark. */
  query: string
  userId: UserId | null
  /** Of the response, or the close code of a socket; null where there was none. */
  status: number | null
  code: ErrorCode | null
  hint: string | null
  /** The preferences that were applied, in the syntax of `Prefer`. */
  prefer: string | null
  ruleId: FaultRule['id'] | null
  frame: string | null
  /** How often a frame arrived; null for requests. */
  copies: number | null
  requestHeaders: Record<string, string>
  requestBody: string | null
  responseHeaders: Record<string, string>
  responseBody: string | null
}

export const maxEntries = 500

/** The longest body that is kept, in characters. */
export const maxBodyLength = 16 * 1024

/** How many characters the bodies of a world have together. */
const maxBodiesLength = 1024 * 1024

/** A note in place of a body that is not kept. */
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
  /** Called for each new entry, and for a request again when its response is known. */
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

  /** The oldest first. */
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

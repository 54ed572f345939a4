import { controlsOf, serverUrl } from '../call-control.ts'
import type { DevLogEntry } from '../controls.ts'
import { Traffic } from './traffic.ts'

/** As many as the server keeps. */
const keptEntries = 500

/** Many entries come at once. */
const drawnAfterMs = 120

export class LiveLog {
  /** Oldest first. */
  entries: readonly DevLogEntry[] = []
  isConnected = false
  /** With requests that the log keeps no more. */
  readonly traffic = new Traffic()
  readonly #known = new Map<number, DevLogEntry>()
  readonly #listeners = new Set<() => void>()
  readonly #entryListeners = new Set<(entry: DevLogEntry) => void>()
  #timer: ReturnType<typeof setTimeout> | null = null

  /** Again whenever the connection ends. */
  follow(): void {
    const socket = new WebSocket(`${serverUrl.replace('http', 'ws')}/api/_dev/log/live`)
    socket.addEventListener('message', ({ data }) => this.#add(JSON.parse(String(data))))
    socket.addEventListener('open', () => {
      this.#setConnected(true)
      // The next connection loads them again.
      this.#loadMissed().catch(() => socket.close())
    })
    socket.addEventListener('close', () => {
      this.#setConnected(false)
      setTimeout(() => this.follow(), 1000)
    })
  }

  /** @returns how to stop listening */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  onEntry(listener: (entry: DevLogEntry) => void): () => void {
    this.#entryListeners.add(listener)
    return () => this.#entryListeners.delete(listener)
  }

  clear(): void {
    this.#known.clear()
    this.#draw()
  }

  async #loadMissed(): Promise<void> {
    const after = [...this.#known.keys()].at(-1)
    const { entries } = await controlsOf('').listLog({ all_worlds: true, ...(after && { after }) })
    for (const entry of entries) if (!this.#known.has(entry.id)) this.#add(entry)
  }

  #add(entry: DevLogEntry): void {
    this.#known.set(entry.id, entry)
    this.traffic.add(entry)
    const [oldest] = this.#known.keys()
    if (this.#known.size > keptEntries && oldest !== undefined) this.#known.delete(oldest)
    for (const listener of this.#entryListeners) listener(entry)
    this.#timer ??= setTimeout(() => this.#draw(), drawnAfterMs)
  }

  #setConnected(isConnected: boolean): void {
    this.isConnected = isConnected
    this.#draw()
  }

  #draw(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.entries = [...this.#known.values()].sort((a, b) => a.id - b.id)
    for (const listener of this.#listeners) listener()
  }
}

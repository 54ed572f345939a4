import type { Clock } from '../lib/clock.ts'
import { createLru } from '../lib/lru.ts'

/** How the texts of a copy reach every copy, itself too. */
export interface CopyTransport {
  /** @throws Error when it did not work, or nobody knows whether it did */
  send(text: string): Promise<void>
  /** Called when nothing of the copy's own comes back. */
  renew(): void
  close(): void
}

interface Message {
  readonly name: string
  readonly data: unknown
  /** The only copy that it is for. */
  readonly to?: string
}

/** What travels. Each copy numbers those with messages, so that the others notice when one did not come. */
interface Envelope {
  readonly from: string
  /** Of the newest envelope with messages, this one included. */
  readonly number: number
  readonly messages?: readonly Message[]
  readonly isLast?: boolean
}

export interface CopyListener {
  /** Another copy is there, and knows nothing of this one yet. */
  joined?(copy: string): void
  /** Nothing is heard of another copy any more: it has stopped, has died, or cannot be reached. */
  gone?(copy: string): void
  /**
   * Messages of these copies did not come, or they have died and may not have sent their last ones. It is told a second later,
   * when this copy hears itself: by then it knows of the others that the same failure has cut off.
   */
  missed?(copies: readonly string[]): void
}

interface OtherCopy {
  number: number
  heardAtMs: number
}

const beatMs = 250
/** Without an own beat for as long, nothing of the others comes either. */
const maxSilenceMs = 1000
/** After how much silence a copy is taken for dead. */
const maxAbsenceMs = 3000
const maxRemembered = 1000

/**
 * The copies of the server that share a database: each tells the others what happens, and hears which ones there are. Nothing
 * is kept anywhere but in the copies. What did not arrive is noticed and not sent again.
 */
export class Copies {
  #number = 0
  #pending: Message[] = []
  #heardOwnAtMs: number
  #isConnected = true
  #disconnectedAtMs = 0
  #renewedAtMs = Number.NEGATIVE_INFINITY
  #isClosed = false
  #cancelBeat: () => void
  readonly #others = new Map<string, OtherCopy>()
  readonly #numbersOfGone = createLru<string, number>(maxRemembered)
  readonly #missed = new Set<string>()
  #missedAtMs = 0
  readonly #hearers = new Map<string, (data: unknown, from: string) => void>()
  readonly #listeners: CopyListener[] = []

  /** @param onConnection called when messages of the others come no more, and when they come again */
  constructor(
    readonly id: string,
    private readonly clock: Clock,
    private readonly transport: CopyTransport,
    private readonly onConnection: (isConnected: boolean) => void,
  ) {
    this.#heardOwnAtMs = clock.elapsed()
    this.#cancelBeat = clock.after(0, () => this.#beat())
  }

  /** Whether this copy has said that it stops. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  get isConnected(): boolean {
    return this.#isConnected
  }

  /** With this one. */
  get count(): number {
    return this.#others.size + 1
  }

  listen(listener: CopyListener): void {
    this.#listeners.push(listener)
  }

  /** @param hear gets what another copy tells by this name; data of another version may have another form */
  on(name: string, hear: (data: unknown, from: string) => void): void {
    this.#hearers.set(name, hear)
  }

  /** Tells every other copy, or one, in this order. What cannot be sent now is lost, and the others notice. */
  tell(name: string, data: unknown, to?: string): void {
    if (this.#isClosed) return
    this.#pending.push(to === undefined ? { name, data } : { name, data, to })
    if (this.#pending.length === 1) setImmediate(() => this.#flush())
  }

  /** Gets what a transport has received. */
  receive(text: string): void {
    const envelope: Envelope = JSON.parse(text) // only copies of this server know the channel
    const now = this.clock.elapsed()
    if (envelope.from === this.id) this.#heardOwnAtMs = now
    else this.#receiveFrom(envelope, now)
  }

  /** Tells the others that this copy stops. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#cancelBeat()
    this.#flush()
    await this.transport
      .send(JSON.stringify({ from: this.id, number: this.#number, isLast: true } satisfies Envelope))
      .catch(() => {})
    this.transport.close()
  }

  #flush(): void {
    const messages = this.#pending
    if (messages.length === 0) return
    this.#pending = []
    this.#number += 1
    this.#send({ from: this.id, number: this.#number, messages })
  }

  #send(envelope: Envelope): void {
    // A failure shows by what does not come back.
    this.transport.send(JSON.stringify(envelope)).catch(() => {})
  }

  #receiveFrom({ from, number, messages = [], isLast }: Envelope, now: number): void {
    const known = this.#others.get(from)
    const expected = (known?.number ?? this.#numbersOfGone.get(from) ?? number) + 1
    // One that was overtaken by a newer connection of its sender: it counts as missed already.
    if (messages.length > 0 && known && number < expected) return
    const first = messages.length > 0 ? number : number + 1
    this.#others.set(from, { number: Math.max(number, expected - 1), heardAtMs: now })
    if (!known) for (const listener of this.#listeners) listener.joined?.(from)
    if (first > expected) this.#noteMissed(from, now)
    for (const { name, data, to } of messages)
      if (to === undefined || to === this.id) this.#hearers.get(name)?.(data, from)
    if (isLast) this.#forget(from)
  }

  #forget(copy: string): void {
    const known = this.#others.get(copy)
    if (!known) return
    this.#others.delete(copy)
    this.#numbersOfGone.set(copy, known.number)
    for (const listener of this.#listeners) listener.gone?.(copy)
  }

  #noteMissed(copy: string, now: number): void {
    if (this.#missed.size === 0) this.#missedAtMs = now
    this.#missed.add(copy)
  }

  #tellMissed(now: number): void {
    const isHeard = now - this.#heardOwnAtMs <= 2 * beatMs
    if (this.#missed.size === 0 || !isHeard || now - this.#missedAtMs < maxSilenceMs) return
    const copies = [...this.#missed]
    this.#missed.clear()
    for (const listener of this.#listeners) listener.missed?.(copies)
  }

  #beat(): void {
    this.#cancelBeat = this.clock.after(beatMs, () => this.#beat())
    this.#send({ from: this.id, number: this.#number })
    const now = this.clock.elapsed()
    const isConnected = now - this.#heardOwnAtMs <= maxSilenceMs
    if (isConnected !== this.#isConnected) this.#setConnected(isConnected, now)
    if (!isConnected) this.#renew(now)
    this.#forgetSilent(now)
    this.#tellMissed(now)
  }

  /** A new connection gets as long as the old one to hear a beat. */
  #renew(now: number): void {
    if (now - this.#renewedAtMs <= maxSilenceMs) return
    this.#renewedAtMs = now
    this.transport.renew()
  }

  #setConnected(isConnected: boolean, now: number): void {
    this.#isConnected = isConnected
    if (isConnected) for (const other of this.#others.values()) other.heardAtMs = now
    else this.#disconnectedAtMs = now
    this.onConnection(isConnected)
  }

  #forgetSilent(now: number): void {
    if (!this.#isConnected && now - this.#disconnectedAtMs < maxAbsenceMs) return
    const silent = [...this.#others].filter(([, { heardAtMs }]) => now - heardAtMs > maxAbsenceMs)
    for (const [copy] of silent) {
      this.#forget(copy)
      // Without a connection nobody knows who has died: what was missed is noticed when the others are heard again.
      if (this.#isConnected) this.#noteMissed(copy, now)
    }
  }
}

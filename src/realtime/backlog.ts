import type { Bound } from '../lib/bound.ts'
import { socketLimits } from './limits.ts'

/** `backlogBytes` are those that the client has not read. */
export interface BackloggedSocket {
  readonly backlogBytes: number
  cutOff(): void
}

/** In UTF-16 units: measuring takes about a millisecond for 10 000 sockets. */
const unitsBetween = 2 * 1024 ** 2

/** A thousand slow clients could hold hundreds of megabytes, so the longest backlogs are cut off. */
export class Backlog {
  #unitsSent = 0

  readonly bound: Bound = {
    name: 'socket_backlog_bytes',
    max: socketLimits.maxTotalBacklogBytes,
    used: () => this.#measure().total,
    atBound: 'rejects',
  }

  constructor(private readonly sockets: () => readonly BackloggedSocket[]) {}

  /** @param units of text that were sent, times the sockets that they were sent to */
  note(units: number): void {
    this.#unitsSent += units
    if (this.#unitsSent < unitsBetween) return
    this.#unitsSent = 0
    this.#enforce()
  }

  #measure() {
    const measured = this.sockets().map(socket => ({ socket, bytes: socket.backlogBytes }))
    return { measured, total: measured.reduce((sum, { bytes }) => sum + bytes, 0) }
  }

  #enforce(): void {
    const { measured, total } = this.#measure()
    const { maxTotalBacklogBytes } = socketLimits
    if (total <= maxTotalBacklogBytes) return
    let left = total
    // Down to the half, or the next message would reach the bound again.
    for (const { socket, bytes } of measured.sort((one, other) => other.bytes - one.bytes)) {
      if (left <= maxTotalBacklogBytes / 2) return
      left -= bytes
      socket.cutOff()
    }
  }
}

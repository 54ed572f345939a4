import type { GigEvent } from './api.ts'
import { type ConnectionState, LiveSocket } from './live-socket.ts'
import type { Subscription } from './notifications.ts'
import type { Transport } from './transport.ts'

/** In degrees, at most one square degree. A west greater than the east crosses the antimeridian. */
export interface Box {
  west: number
  south: number
  east: number
  north: number
}

/** Changes are not repeated, so search whenever `connection` says `open`; the later `updated_at` wins. */
export type GigUpdate = GigEvent | { type: 'connection'; data: ConnectionState }

export const watchArea = (
  transport: Transport,
  { west, south, east, north }: Box,
  listener: (update: GigUpdate) => void,
): Subscription => {
  const path = `/ws/gigs?bbox=${[west, south, east, north].join(',')}`
  const socket = new LiveSocket<GigEvent>(transport, path, {
    event: listener,
    state: state => listener({ type: 'connection', data: state }),
    opened: () => {},
    restored: () => {},
  })
  return {
    get isOpen() {
      return socket.isOpen
    },
    close: () => socket.close(),
  }
}

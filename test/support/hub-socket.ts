import type { HubSocket } from '../../src/realtime/socket-registry.ts'

type Known = Pick<HubSocket, 'topic' | 'area' | 'userId' | 'sessionId'>

/** A socket as the hub knows it, which does nothing. */
export const silentSocket = (known: Known): HubSocket => ({
  ...known,
  subscribe: () => {},
  published: () => {},
  ping: () => {},
  end: () => {},
})

import type { HubSocket } from '../../src/realtime/socket-registry.ts'

type Known = Pick<HubSocket, 'topic' | 'area' | 'userId' | 'sessionId'>

/** A socket as the hub knows it, which does nothing. */
export const silentSocket = (known: Known): HubSocket => ({
  ...known,
  backlogBytes: 0,
  cutOff: () => {},
  subscribe: () => {},
  published: () => {},
  ping: () => {},
  end: () => {},
})

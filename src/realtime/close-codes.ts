import { socketLimits } from './limits.ts'

/** 4000 to 4999 are an application's own (RFC 6455, 7.4.2). */
export interface CloseCause {
  readonly code: number
  readonly reason: string
  readonly reconnect: 'yes' | 'no' | 'with a new token'
  readonly advice: string
}

const {
  maxFrameBytes,
  maxBacklogBytes,
  maxTotalBacklogBytes,
  framesPerSecond,
  maxSocketsPerUser,
  pingIntervalMs,
  maxMissedPings,
} = socketLimits
const maxSilentSeconds = ((maxMissedPings + 1) * pingIntervalMs) / 1000

export const closeCodes = {
  SERVER_STOPPING: {
    code: 1001,
    reason: 'The server is stopping.',
    reconnect: 'yes',
    advice: 'Reconnect after a second or two and catch up.',
  },
  /** Never sent: clients see it when there was no close frame. */
  CONNECTION_LOST: {
    code: 1006,
    reason: 'The connection broke off.',
    reconnect: 'yes',
    advice: `What a client sees when the network fails, when it read so slowly that ${maxBacklogBytes / 1024} KiB waited for it (less, when more than ${maxTotalBacklogBytes / 1024 ** 2} MiB wait for all clients together), or when it answered no ping for ${maxSilentSeconds} seconds. Reconnect, each time a little later, and catch up.`,
  },
  /** Sent by Bun, before the server sees the frame. */
  FRAME_TOO_LARGE: {
    code: 1009,
    reason: `A frame may have ${maxFrameBytes / 1024} KiB.`,
    reconnect: 'yes',
    advice: 'Reconnect, and do not send that frame again.',
  },
  INVALID_TOKEN: {
    code: 4001,
    reason: 'The access token is missing, expired or not valid, or its session has ended.',
    reconnect: 'with a new token',
    advice: 'Refresh the access token or log in, then reconnect.',
  },
  TOO_MANY_FRAMES: {
    code: 4008,
    reason: `More than ${framesPerSecond} frames a second, sustained.`,
    reconnect: 'yes',
    advice: 'Reconnect after some seconds and send less.',
  },
  WORLD_RESTORED: {
    code: 4009,
    reason: 'All data was put back to an earlier state.',
    reconnect: 'yes',
    advice: 'Only on a server for development. Forget everything that was loaded and load it anew.',
  },
  WORLD_EVICTED: {
    code: 4010,
    reason: 'More worlds were used than MAX_WORLDS allows, and this one was closed.',
    reconnect: 'no',
    advice: 'Only on a server for development. Raise `MAX_WORLDS`, or end worlds that are no longer used.',
  },
  EVENTS_MISSED: {
    code: 4011,
    reason: 'Events may not have reached this socket.',
    reconnect: 'yes',
    advice:
      'Reconnect and catch up. With several copies of the server: the connection between them was away, or one has died.',
  },
  /** The seconds that are left are added to the reason. */
  RATE_LIMITED: {
    code: 4029,
    reason: 'Too many requests.',
    reconnect: 'yes',
    advice:
      'Reconnect after the seconds that the reason names. Connections count with the requests to the API.',
  },
  TOO_MANY_SOCKETS: {
    code: 4029,
    reason: `A user may have ${maxSocketsPerUser} sockets.`,
    reconnect: 'no',
    advice: 'Close another socket of this user first.',
  },
} as const satisfies Record<string, CloseCause>

export const closeCodeTable = (causes: readonly CloseCause[]): string => {
  const rows = causes.map(
    ({ code, reason, reconnect, advice }) => `| ${code} | ${reason} | ${reconnect} | ${advice} |`,
  )
  return ['| code | why | reconnect? | what then |', '|---|---|---|---|', ...rows].join('\n')
}

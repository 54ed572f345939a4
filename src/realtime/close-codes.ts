/** Why the server ends a socket, and what a client does then. 4000 to 4999 are an application's own (RFC 6455, 7.4.2). */
export const closeCodes = {
  SERVER_STOPPING: {
    code: 1001,
    reason: 'The server is stopping.',
    reconnect: 'yes',
    advice: 'Reconnect after a second or two and catch up.',
  },
  CONNECTION_LOST: {
    code: 1006,
    reason: 'The connection broke off.',
    reconnect: 'yes',
    advice:
      'What a client sees when the network fails, when it read so slowly that 256 KiB waited for it, or when it answered no ping for 90 seconds. Reconnect, each time a little later, and catch up.',
  },
  FRAME_TOO_LARGE: {
    code: 1009,
    reason: 'A frame may have 16 KiB.',
    reconnect: 'yes',
    advice: 'Reconnect, and do not send that frame again.',
  },
  INVALID_TOKEN: {
    code: 4001,
    reason: 'The access token is missing, expired or not valid, or its session has ended.',
    reconnect: 'with a new token',
    advice: 'Refresh the access token or log in, then reconnect.',
  },
  NOT_A_PARTICIPANT: {
    code: 4003,
    reason: 'Only the two participants of a room may connect to it.',
    reconnect: 'no',
    advice: 'It will be the same again.',
  },
  NO_SUCH_ROOM: {
    code: 4004,
    reason: 'There is no such room.',
    reconnect: 'no',
    advice: 'It will be the same again.',
  },
  TOO_MANY_FRAMES: {
    code: 4008,
    reason: 'More than 20 frames a second, sustained.',
    reconnect: 'yes',
    advice: 'Reconnect after some seconds and send less.',
  },
  WORLD_RESTORED: {
    code: 4009,
    reason: 'All data was put back to an earlier state.',
    reconnect: 'yes',
    advice: 'Only on a server for development. Forget everything that was loaded and load it anew.',
  },
  TOO_MANY_SOCKETS: {
    code: 4029,
    reason: 'A user may have 20 sockets.',
    reconnect: 'no',
    advice: 'Close another socket of this user first.',
  },
} as const satisfies Record<string, { code: number; reason: string; reconnect: string; advice: string }>

/** What the server says itself; the other two come from the layer beneath. */
export type CloseCause = Exclude<keyof typeof closeCodes, 'CONNECTION_LOST' | 'FRAME_TOO_LARGE'>

/** The table for the documentation, in Markdown. */
export const closeCodeTable = (): string => {
  const rows = Object.values(closeCodes).map(
    ({ code, reason, reconnect, advice }) => `| ${code} | ${reason} | ${reconnect} | ${advice} |`,
  )
  return ['| code | why | reconnect? | what then |', '|---|---|---|---|', ...rows].join('\n')
}

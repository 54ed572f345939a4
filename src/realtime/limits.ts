/** The bounds of every socket. The document, the close codes and the tests read them here. */
export const socketLimits = {
  /** The largest frame of a client, in bytes. */
  maxFrameBytes: 16 * 1024,
  /** How much may wait for a client that reads too slowly, in bytes. */
  maxBacklogBytes: 256 * 1024,
  /** How many frames a second may go on for ever. */
  framesPerSecond: 20,
  /** How many frames may come at once, and how many of a socket may wait. */
  maxFramesAtOnce: 40,
  pingIntervalMs: 30_000,
  /** At the next ping, a client that missed two has been silent for 90 seconds. */
  maxMissedPings: 2,
  /** Of all channels together. */
  maxSocketsPerUser: 20,
} as const

/** The bounds of every socket. The document, the close codes and the tests read them here. */
export const socketLimits = {
  /** The largest frame of a client, in bytes. */
  maxFrameBytes: 16 * 1024,
  /** The maximum of unsent bytes for a slow client. */
  maxBacklogBytes: 256 * 1024,
  /** The maximum of unsent bytes for all slow clients together. */
  maxTotalBacklogBytes: 16 * 1024 * 1024,
  framesPerSecond: 20,
  /** The maximum burst of frames, and of waiting frames per socket. */
  maxFramesAtOnce: 40,
  pingIntervalMs: 30_000,
  /** At the next ping, a client that missed two has been silent for 90 seconds. */
  maxMissedPings: 2,
  /** Of all channels together. */
  maxSocketsPerUser: 20,
} as const

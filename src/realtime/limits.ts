/** The document, the close codes and the tests read them here. */
export const socketLimits = {
  maxFrameBytes: 16 * 1024,
  maxBacklogBytes: 256 * 1024,
  maxTotalBacklogBytes: 16 * 1024 * 1024,
  framesPerSecond: 20,
  /** The burst, and so the waiting frames per socket. */
  maxFramesAtOnce: 40,
  pingIntervalMs: 30_000,
  /** From one ping to the next: a client may send some that nobody has asked for (RFC 6455, 5.5.3). */
  maxPongs: 100,
  /** At the next ping, a client that missed two has been silent for 90 seconds. */
  maxMissedPings: 2,
  /** All channels count together. */
  maxSocketsPerUser: 20,
} as const

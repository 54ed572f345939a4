export interface NetworkConditions {
  /** The delay of each frame, in both directions; a late frame holds those behind it. */
  latencyMs: number
  /** The share of frames that are lost, from 0 to 1. */
  loss: number
  /** The share of frames that arrive twice, from 0 to 1. */
  duplicates: number
  /** Periods of `openMs` with a connection alternate with `shutMs` without; frames of the latter arrive after it. */
  tunnel: { openMs: number; shutMs: number } | null
}

/** How long a frame takes that is sent `elapsedMs` after the socket was opened. */
export const delayMsOf = ({ latencyMs, tunnel }: NetworkConditions, elapsedMs: number): number => {
  if (!tunnel) return latencyMs
  const periodMs = tunnel.openMs + tunnel.shutMs
  const atMs = elapsedMs % periodMs
  return latencyMs + (atMs < tunnel.openMs ? 0 : periodMs - atMs)
}

export interface NetworkConditions {
  /** Delays each frame in both directions; a late frame holds those behind it. */
  latencyMs: number
  loss: number
  duplicates: number
  /** Alternating periods with and without a connection; frames of the latter arrive after it. */
  tunnel: { openMs: number; shutMs: number } | null
}

export const delayMsOf = ({ latencyMs, tunnel }: NetworkConditions, elapsedMs: number): number => {
  if (!tunnel) return latencyMs
  const periodMs = tunnel.openMs + tunnel.shutMs
  const atMs = elapsedMs % periodMs
  return latencyMs + (atMs < tunnel.openMs ? 0 : periodMs - atMs)
}

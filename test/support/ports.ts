/**
 * Ports for programs that take none by themselves. They lie below those that the system gives to a connection or to a
 * server without a port (from 32 768 on Linux, net.ipv4.ip_local_port_range): between the choice and the start of the
 * program one of those could be taken.
 */

const isFree = (port: number): boolean => {
  try {
    Bun.listen({ hostname: '127.0.0.1', port, socket: { data: () => {} } }).stop(true)
    return true
  } catch {
    return false
  }
}

const given = new Set<number>()

/** A port that nothing uses, and 10 000 above it another: there the parts of SeaweedFS talk to each other. */
export const freePort = (): number => {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 10_000)
    if (given.has(port) || !isFree(port) || !isFree(port + 10_000)) continue
    given.add(port)
    return port
  }
}

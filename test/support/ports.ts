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

/**
 * Asks until a program that was started is ready.
 * @throws Error with what it wrote, when it has ended
 */
export const untilReady = async (
  name: string,
  child: Bun.Subprocess,
  isReady: () => Promise<boolean>,
  log?: string,
): Promise<void> => {
  while (child.exitCode === null && child.signalCode === null) {
    if (await isReady().catch(() => false)) return
    await Bun.sleep(20)
  }
  const written = log === undefined ? '' : await Bun.file(log).text()
  throw new Error(`${name} ended at its start with code ${child.exitCode ?? child.signalCode}. ${written}`)
}

/** Whether a server answers an HTTP request with success. */
export const answers = async (url: string): Promise<boolean> => (await fetch(url)).ok

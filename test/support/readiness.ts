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

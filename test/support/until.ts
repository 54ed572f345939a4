/** Waits for something that happens soon. @throws Error after `withinMs` milliseconds */
export const until = async (isSo: () => boolean, withinMs = 10_000): Promise<void> => {
  const end = performance.now() + withinMs
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`It did not happen within ${withinMs} ms: ${isSo}`)
    await Bun.sleep(5)
  }
}

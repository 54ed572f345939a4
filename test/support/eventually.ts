/** Waits until `look` finds something, for what happens just after an answer; gives up after two seconds. */
export const eventually = async <T>(look: () => T | undefined): Promise<T> => {
  for (let tries = 0; tries < 400; tries += 1) {
    const found = look()
    if (found !== undefined) return found
    await Bun.sleep(5)
  }
  throw new Error('It did not happen within two seconds.')
}

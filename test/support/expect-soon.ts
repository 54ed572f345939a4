import { expect } from 'bun:test'

/**
 * Reads until it is as expected: a page shows what it has heard of a little later. `expected` may hold matchers such as
 * `expect.stringContaining()`. @throws what `expect` says of the last reading
 */
export const expectSoon = async <Value>(
  read: () => Promise<Value>,
  expected: NoInfer<Value>,
): Promise<void> => {
  const end = performance.now() + 20_000
  for (;;) {
    const value = await read()
    try {
      expect<unknown>(value).toEqual(expected)
      return
    } catch (difference) {
      if (performance.now() > end) throw difference
    }
    await Bun.sleep(20)
  }
}

import { afterEach, expect, spyOn, test } from 'bun:test'
import { serveImageJobs } from '../../src/cli/images.ts'

const spies: { mockRestore(): void }[] = []
afterEach(() => {
  for (const spy of spies.splice(0)) spy.mockRestore()
  Reflect.deleteProperty(process, 'send')
})

test('an image process that has done a job measures it no longer', async () => {
  const on = spyOn(process, 'on').mockReturnValue(process)
  const started = spyOn(globalThis, 'setInterval')
  const stopped = spyOn(globalThis, 'clearInterval')
  spies.push(on, started, stopped)
  const sent = Promise.withResolvers<unknown>()
  process.send = message => {
    sent.resolve(message)
    return true
  }
  void serveImageJobs()
  const calls: readonly unknown[][] = on.mock.calls
  const [, receive] = calls.find(([event]) => event === 'message') ?? []
  if (typeof receive === 'function')
    Reflect.apply(receive, process, [{ bytes: new Uint8Array(4), variant: null, maxCpuMs: 60_000 }])
  expect(await sent.promise).toMatchObject({ error: { code: 'INVALID_FILE_TYPE' } })
  const timers = started.mock.results.map(({ value }) => value)
  expect(timers).toHaveLength(1)
  expect<unknown[]>(stopped.mock.calls.flat()).toEqual(timers)
})

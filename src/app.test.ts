import { afterAll, beforeAll, expect, test } from 'bun:test'
import { serverSettings } from './app.ts'
import { readConfig } from './config.ts'
import { type Context, createContext, disposeContext } from './context.ts'
import { createLog } from './lib/log.ts'

const logLines: string[] = []
let ctx: Context
beforeAll(() => {
  const log = createLog('info', { write: line => logLines.push(line) })
  ctx = createContext(readConfig({ DATA_DIR: ':memory:' }, 'production'), { log })
})
afterAll(() => disposeContext(ctx))

test('a connection is closed after the silence that the README tells', async () => {
  const readme = await Bun.file('src/cli/README.md').text()
  const [, seconds] = /\| silence on a connection, .* \| (\d+) s \|/.exec(readme) ?? []
  expect(serverSettings(ctx).idleTimeout).toBe(Number(seconds))
})

test('an error outside of the endpoints is an answer like every other, and says nothing of itself', async () => {
  const response = serverSettings(ctx).error(new Error('planted'))
  expect(response.status).toBe(500)
  expect(await response.json()).toEqual({
    detail: 'Something went wrong on our side.',
    error_code: 'INTERNAL_ERROR',
  })
  expect(logLines.map(line => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'error', err: expect.objectContaining({ message: 'planted' }) }),
  ])
})

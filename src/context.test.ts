import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, silentLog } from '../test/support/stores.ts'
import { readConfig } from './config.ts'
import { createContext, disposeContext } from './context.ts'

let folder: ReturnType<typeof makeFolder>

beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

const keyFile = () => join(folder.path, 'secret.key')
const keyWith = async (environment: Record<string, string>): Promise<string> => {
  const config = readConfig({ DATA_DIR: folder.path, ...environment }, 'production')
  const ctx = createContext(config, { log: silentLog })
  await disposeContext(ctx)
  expect(ctx.secretKey.length).toBeGreaterThanOrEqual(32)
  return Buffer.from(ctx.secretKey).toString('hex')
}

describe('the key that signs tokens', () => {
  test('is made at the first start, readable by its owner only, and the same at every later start', async () => {
    const first = await keyWith({})
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600)
    expect(await keyWith({})).toBe(first)
    rmSync(keyFile())
    expect(await keyWith({})).not.toBe(first)
  })

  test('is the one of JWT_SECRET when that is set, and then none is stored', async () => {
    const secret = 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE'
    expect(await keyWith({ JWT_SECRET: secret })).toBe(Buffer.from(secret).toString('hex'))
    expect(() => readFileSync(keyFile())).toThrow('ENOENT')
  })

  test('is another one at each start in memory', async () => {
    expect(await keyWith({ DATA_DIR: ':memory:' })).not.toBe(await keyWith({ DATA_DIR: ':memory:' }))
  })

  for (const damaged of ['', 'short', '0123456789abcdefghij']) {
    test(`is rejected with a sentence when its file is damaged: "${damaged}"`, async () => {
      writeFileSync(keyFile(), damaged)
      await expect(keyWith({})).rejects.toThrow(/^The key in ".+" is damaged\. .+\.$/)
    })
  }
})

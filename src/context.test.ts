import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { makeFolder, silentLog } from '../test/support/stores.ts'
import { type Mode, readConfig } from './config.ts'
import { bucketAccessOf, createContext, disposeContext, openContext } from './context.ts'
import { StorageError } from './storage/storage-error.ts'

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
  expect(ctx.secretKey.length).toBe(32)
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

  for (const damaged of ['', 'short', '0123456789abcdefghij', Buffer.alloc(31).toString('base64url')]) {
    test(`is rejected with a sentence when its file is damaged: "${damaged}"`, async () => {
      writeFileSync(keyFile(), damaged)
      await expect(keyWith({})).rejects.toThrow(/^The key in ".+" is damaged\. .+\.$/)
    })
  }
})

describe('the pictures of a context', () => {
  const bytes = Uint8Array.of(1, 2, 3)
  const withFiles = async (environment: Record<string, string>) => {
    const ctx = createContext(readConfig(environment, 'production'), { log: silentLog })
    await disposeContext(ctx)
    return ctx.files
  }

  test('are in the data folder, or in memory with it', async () => {
    await (await withFiles({ DATA_DIR: folder.path })).write('uploads', 'a.png', bytes)
    expect(readFileSync(join(folder.path, 'uploads/a.png'))).toEqual(Buffer.from(bytes))
    const inMemory = await withFiles({ DATA_DIR: ':memory:' })
    await inMemory.write('uploads', 'b.png', bytes)
    expect(await (await inMemory.read('uploads', 'b.png'))?.bytes()).toEqual(bytes)
    expect([inMemory.isShared, existsSync(':memory:')]).toEqual([false, false])
  })

  test('are in the bucket of the settings, which other copies share', async () => {
    const keys = { S3_ACCESS_KEY_ID: 'somchai', S3_SECRET_ACCESS_KEY: 'a key', S3_REGION: 'ap-southeast-7' }
    const environment = { DATA_DIR: ':memory:', S3_BUCKET: 'pictures', ...keys }
    expect((await withFiles(environment)).isShared).toBe(true)
    expect(bucketAccessOf(readConfig(environment, 'production'))).toEqual({
      endpoint: null,
      region: 'ap-southeast-7',
      accessKeyId: 'somchai',
      secretAccessKey: 'a key',
      bucket: 'pictures',
    })
    expect(bucketAccessOf(readConfig(keys, 'production'))).toBeNull()
  })
})

describe('the key of the grids of places', () => {
  const placeKeyOf = async (mode: Mode): Promise<unknown> => {
    const ctx = createContext(readConfig({ DATA_DIR: folder.path }, mode), { log: silentLog })
    await disposeContext(ctx)
    const db = new Database(join(folder.path, 'chayenity.db'), { readonly: true })
    const key = db.prepare('SELECT key FROM place_grid').pluck().get()
    db.close()
    return key
  }

  test('is random, so that nobody can find a home by it', async () => {
    const key = await placeKeyOf('production')
    expect(key).toHaveLength(32)
    expect(key).not.toEqual(Buffer.alloc(32))
  })

  test('is the same in every demo, whose seed makes the same world', async () => {
    expect(await placeKeyOf('demo')).toEqual(Buffer.alloc(32))
  })
})

describe('a context on PostgreSQL', () => {
  const several = {
    DATABASE_URL: 'postgres://somchai:planted@127.0.0.1:1/chayenity',
    REDIS_URL: 'redis://:planted@127.0.0.1:1',
    JWT_SECRET: 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE',
    S3_BUCKET: 'pictures',
    S3_ACCESS_KEY_ID: 'somchai',
    S3_SECRET_ACCESS_KEY: 'a key',
  }
  const noRedis = 'The Redis server "127.0.0.1:1" of REDIS_URL cannot be reached.'
  const noPostgres = 'The PostgreSQL server "127.0.0.1:1" of DATABASE_URL cannot be reached'
  const problemOf = async (environment: Record<string, string>, joinsCopies?: boolean): Promise<string> => {
    const config = readConfig({ DATA_DIR: folder.path, ...environment }, 'production')
    const opened = openContext(config, { log: silentLog, ...(joinsCopies !== undefined && { joinsCopies }) })
    const error: unknown = await opened.catch(problem => problem)
    return error instanceof StorageError ? error.message : `no StorageError: ${error}`
  }

  test('finds the other copies before it opens the database', async () => {
    expect(await problemOf(several, true)).toStartWith(noRedis)
  })

  test('asks no Redis as a command beside the servers, nor as the only server', async () => {
    expect(await problemOf(several)).toStartWith(noPostgres)
    expect(await problemOf({ ...several, COPIES: '1' }, true)).toStartWith(noPostgres)
  })

  test('lets go of its folder when it cannot be opened', async () => {
    expect(await problemOf(several)).toStartWith(noPostgres)
    expect(await problemOf(several)).toStartWith(noPostgres)
    const ctx = createContext(readConfig({ DATA_DIR: folder.path }, 'production'), { log: silentLog })
    await disposeContext(ctx)
    expect(await problemOf(several)).toContain('has a database of its own')
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runHere } from '../../test/support/command-here.ts'
import { makeFolder } from '../../test/support/stores.ts'
import { walk, world } from '../../test/support/written-world.ts'
import { readConfig } from '../config.ts'
import { DamageError, StorageError } from '../storage/storage-error.ts'
import { backUp, check } from './backup.ts'
import { assertBucketUsable } from './bucket.ts'
import { exitCodeOf, messagesOf } from './command-errors.ts'
import { demo } from './demo.ts'
import { readMarker, writeMarker } from './folder-marker.ts'
import { exportTo, importFrom } from './move.ts'
import { repair } from './repair.ts'
import { restore } from './restore.ts'
import { seed } from './seed.ts'
import { UsageError } from './usage-error.ts'
import { printWorldSchema, saveWorld } from './world-file.ts'

let folder: ReturnType<typeof makeFolder>
beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

const at = (name: string) => join(folder.path, name)
const postgres = { DATABASE_URL: 'postgres://127.0.0.1:1/chayenity', COPIES: '1' }
const restoreOptions = { force: false, keepSessions: false }
const plan = { seed: 1, city: 'bangkok', users: 5, gigs: 5 } as const

const refusalOf = async (env: Record<string, string>, run: () => unknown): Promise<string> => {
  const error: unknown = await runHere(env, run).then(
    () => null,
    problem => problem,
  )
  return error instanceof UsageError
    ? error.message.replaceAll(folder.path, 'FOLDER')
    : `no refusal: ${error}`
}

describe('a command that needs a folder', () => {
  test.each([
    ['backup', () => backUp('file')],
    ['check', check],
    ['repair', () => repair({})],
    ['restore', () => restore('file', restoreOptions)],
    ['export', () => exportTo('file')],
    ['import', () => importFrom('file')],
  ])('refuses memory: %s', async (_, run) => {
    expect(await refusalOf({ DATA_DIR: ':memory:' }, run)).toBe(
      'DATA_DIR is :memory:, which keeps nothing. Set it to a folder.',
    )
  })

  test.each([
    ['backup', () => backUp('file')],
    ['restore', () => restore('file', restoreOptions)],
  ])('leaves PostgreSQL to its own tools: %s', async (_, run) => {
    expect(await refusalOf({ ...postgres, DATA_DIR: folder.path }, run)).toStartWith(
      'DATABASE_URL is set, and this command is for SQLite.',
    )
  })
})

describe('the command world save', () => {
  const save = (
    options: { force?: boolean } = {},
    target = at('world.json'),
    env: Record<string, string> = {},
  ) => refusalOf({ DATA_DIR: folder.path, ...env }, () => saveWorld(target, options))

  test('saves the SQLite data of a folder alone', async () => {
    expect(await save({}, at('world.json'), postgres)).toBe(
      'A world file is made of the SQLite data of a demo. Unset DATABASE_URL.',
    )
    expect(await save({}, at('world.json'), { DATA_DIR: ':memory:' })).toBe(
      'DATA_DIR is :memory:, which keeps nothing. Set it to the folder of a demo.',
    )
  })

  test.each([[null], [{ kind: 'production' }], [{ kind: 'demo', adopted: 'real' }]] as const)(
    'saves nothing of real people: %p',
    async marker => {
      if (marker) writeMarker(folder.path, marker)
      expect(await save()).toBe(
        '"FOLDER" is not the folder of a demo. Only the world of a demo is saved, because real data is of real people.',
      )
    },
  )

  test('writes over no file unless it is told to, over no folder, and into a folder that is there', async () => {
    writeMarker(folder.path, { kind: 'demo' })
    writeFileSync(at('world.json'), 'kept')
    expect(await save()).toBe('"FOLDER/world.json" exists already. Choose another name, or add --force.')
    expect(await save({ force: true }, folder.path)).toBe('"FOLDER" is a folder. Name a file.')
    expect(await save({}, at('none/world.json'))).toBe(
      'There is no folder "FOLDER/none" to put the file into. Make it first.',
    )
  })

  test('knows the schema of its files', async () => {
    const { out } = await runHere({}, printWorldSchema)
    expect(JSON.parse(out)).toMatchObject({ title: 'A world of Chayenity' })
  })
})

describe('the commands seed and demo', () => {
  test('delete no database of PostgreSQL for a fresh world', async () => {
    expect(
      await refusalOf({ ...postgres, DATA_DIR: folder.path }, () => seed({ ...plan, fresh: true }, {})),
    ).toBe('--fresh deletes only SQLite data. Make a new database for DATABASE_URL instead.')
  })

  test('leave a folder of real data as it is', async () => {
    writeMarker(folder.path, { kind: 'production' })
    writeFileSync(at('chayenity.db'), 'kept')
    for (const fresh of [{}, { fresh: true }] as const)
      expect(await refusalOf({ DATA_DIR: folder.path }, () => seed({ ...plan, ...fresh }, {}))).toContain(
        'holds the real data of "chayenity serve"',
      )
    expect(
      await refusalOf({ DATA_DIR: folder.path }, () => seed({ ...plan, fresh: true, adopt: true }, {})),
    ).toContain('may hold real data')
    expect(readMarker(folder.path)).toEqual({ kind: 'production' })
  })

  test('make no folder for a world file that is missing or wrong, and delete nothing for it', async () => {
    const helper = { status: 'ACCEPTED', helper: walk.seeker }
    writeFileSync(at('bad.json'), JSON.stringify(world({ gigs: [{ ...walk, ...helper }] })))
    const sentences = [
      [at('none.json'), 'There is no file "FOLDER/none.json".'],
      [
        at('bad.json'),
        '"FOLDER/bad.json": gigs[0].helper: You cannot accept a gig that you posted yourself.',
      ],
    ] as const
    const env = { DATA_DIR: at('new'), PORT: '0', LOG_LEVEL: 'silent' }
    for (const [from, sentence] of sentences)
      for (const run of [seed, demo]) {
        expect(await refusalOf(env, () => run({ ...plan, from }, {}))).toBe(sentence)
        expect(existsSync(at('new'))).toBe(false)
      }
    writeMarker(at('old'), { kind: 'demo', world: {} })
    writeFileSync(at('old/chayenity.db'), 'kept')
    for (const [from, sentence] of sentences)
      expect(await refusalOf({ DATA_DIR: at('old') }, () => seed({ ...plan, from, fresh: true }, {}))).toBe(
        sentence,
      )
    expect(existsSync(at('old/chayenity.db'))).toBe(true)
  })

  test('work on a demo neither in PostgreSQL nor in a bucket', async () => {
    const env = { DATA_DIR: at('new'), PORT: '0', LOG_LEVEL: 'silent' }
    expect(await refusalOf({ ...env, ...postgres }, () => demo(plan, {}))).toStartWith(
      'A demo has worlds and checkpoints, which need SQLite.',
    )
    const bucket = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() })
    const s3 = {
      S3_BUCKET: 'pictures',
      S3_ENDPOINT: `http://127.0.0.1:${bucket.port}`,
      S3_ACCESS_KEY_ID: 'somchai',
      S3_SECRET_ACCESS_KEY: 'a key',
    }
    expect(await refusalOf({ ...env, ...s3 }, () => demo(plan, {}))).toBe(
      'S3_BUCKET is not for a demo, which copies its pictures for its worlds. Unset it.',
    )
    await bucket.stop(true)
    expect(existsSync(at('new'))).toBe(false)
  })
})

test('a server does not start with a bucket that cannot be used', async () => {
  const keys = { S3_ACCESS_KEY_ID: 'somchai', S3_SECRET_ACCESS_KEY: 'a key' }
  await assertBucketUsable(readConfig(keys, 'production'))
  const config = readConfig(
    { S3_BUCKET: 'pictures', S3_ENDPOINT: 'http://127.0.0.1:1', ...keys },
    'production',
  )
  const error: unknown = await assertBucketUsable(config).catch(problem => problem)
  expect(error).toBeInstanceOf(StorageError)
  expect(String(error)).toContain('The bucket "pictures" cannot be used: nothing listens at S3_ENDPOINT.')
})

test('a person is told what to correct, with the code 1, or 2 for damaged data, and of an internal error nothing', () => {
  const damage = new DamageError(['One is missing.', 'Two is missing.'])
  expect([messagesOf(damage), exitCodeOf(damage)]).toEqual([['One is missing.', 'Two is missing.'], 2])
  for (const error of [new UsageError('It is so.'), new StorageError('It is so.')])
    expect([messagesOf(error), exitCodeOf(error)]).toEqual([['It is so.'], 1])
  expect([messagesOf(new Error('planted')), exitCodeOf(new Error('planted'))]).toEqual([null, 1])
})

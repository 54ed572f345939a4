import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { runHere } from '../../test/support/command-here.ts'
import { makeFolder, silentLog } from '../../test/support/stores.ts'
import { walk, world } from '../../test/support/written-world.ts'
import { readConfig } from '../config.ts'
import { type Context, createContext, disposeContext } from '../context.ts'
import type { SeedOptions } from '../dev/seed/seed.ts'
import { maxima } from '../dev/world-file/schema.ts'
import { addCityOptions } from './city-options.ts'
import { makeExampleData, readWorld, writtenOptions } from './example-data.ts'
import { readMarker, type WorldOptions, writeMarker } from './folder-marker.ts'
import { UsageError } from './usage-error.ts'

const plan: SeedOptions = { seed: 42, city: 'bangkok', users: 5, gigs: 1, asOf: Date.UTC(2026, 0, 31, 9) }
const made: WorldOptions = {
  '--city': 'bangkok',
  '--users': '5',
  '--gigs': '1',
  '--seed': '42',
  '--as-of': '2026-01-31T09:00:00.000000Z',
}

const open = (dataDir: string) => createContext(readConfig({ DATA_DIR: dataDir }, 'demo'), { log: silentLog })

const make = (ctx: Context, options: SeedOptions = plan, written: WorldOptions = {}) =>
  runHere({}, async () => makeExampleData(ctx, options, written, await readWorld(ctx.config, options)))

describe('the options that were written', () => {
  const written = (...words: string[]) =>
    writtenOptions(addCityOptions(new Command()).parse(words, { from: 'user' }))

  test('are told as words of the command, without those that were left out', () => {
    expect(written()).toEqual({})
    expect(written('--users', '9', '--as-of', '2026-01-31T09:00:00+07:00')).toEqual({
      '--users': '9',
      '--as-of': '2026-01-31T02:00:00.000000Z',
    })
    expect(written('--gigs', '12', '--seed', '3', '--city', 'hatyai')).toEqual({
      '--gigs': '12',
      '--seed': '3',
      '--city': 'hatyai',
    })
  })

  test('are a place in the stead of a city, or a file in the stead of a plan', () => {
    expect(written('--around', '-33.9, 151.2')).toEqual({ '--around': '-33.9,151.2' })
    expect(written('--from', 'world.json', '--seed', '3')).toEqual({ '--from': 'world.json', '--seed': '3' })
  })
})

describe('example data', () => {
  let folder: ReturnType<typeof makeFolder>
  let ctx: Context
  beforeAll(async () => {
    folder = makeFolder()
    ctx = open(folder.path)
    await make(ctx)
  })
  afterAll(async () => {
    await disposeContext(ctx)
    folder.remove()
  })
  const marker = () => readMarker(folder.path)

  test('is remembered with the options of which it was made', () => {
    expect(marker()).toEqual({ kind: 'demo', world: made })
  })

  test('is kept without a word when the same is asked for again', async () => {
    expect(await make(ctx, plan, { '--gigs': '1', '--city': 'bangkok' })).toEqual({
      out: '',
      err: '',
      exitCode: 0,
    })
  })

  test('names what changes nothing, and the place of what is there', async () => {
    const { err } = await make(ctx, { ...plan, users: 9 }, { '--users': '9', '--gigs': '1' })
    expect(err).toBe(
      `"${folder.path}" has example data already, made with --city bangkok --users 5, so --users 9 changes nothing. Add --fresh to delete it and make it anew.\n`,
    )
  })

  test('of which it is not known how it was made names what is asked for alone', async () => {
    const former = marker()
    writeMarker(folder.path, { kind: 'demo' })
    const { err } = await make(ctx, plan, { '--users': '9', '--seed': '3' })
    expect(err).toBe(
      `"${folder.path}" has example data already, so --users 9 --seed 3 changes nothing. Add --fresh to delete it and make it anew.\n`,
    )
    expect(marker()).toEqual({ kind: 'demo' })
    if (former) writeMarker(folder.path, former)
  })

  test('of an older version counts as that of a demo, and real data that was adopted does not', async () => {
    for (const [adopted, after] of [
      ['unmarked', { kind: 'demo' }],
      ['real', { kind: 'demo', adopted: 'real' }],
    ] as const) {
      writeMarker(folder.path, { kind: 'demo', adopted })
      await make(ctx)
      expect(marker()).toEqual(after)
    }
    writeMarker(folder.path, { kind: 'demo', world: made })
  })

  test('is not made where people of real data or of a file are', async () => {
    const file = join(folder.path, 'world.json')
    writeFileSync(file, JSON.stringify(world()))
    writeMarker(folder.path, { kind: 'demo' })
    await expect(make(ctx, { ...plan, from: file })).rejects.toThrow(
      `"${folder.path}" has people already, and --from fills an empty folder.`,
    )
    writeMarker(folder.path, { kind: 'demo', world: made })
    const { err } = await make(ctx, { ...plan, from: file }, { '--from': file })
    expect(err).toContain(
      `has example data already, made with --city bangkok, so --from ${file} changes nothing.`,
    )
  })
})

describe('the world of a file', () => {
  let folder: ReturnType<typeof makeFolder>
  let ctx: Context
  beforeEach(() => {
    folder = makeFolder()
    ctx = open(folder.path)
  })
  afterEach(async () => {
    await disposeContext(ctx)
    folder.remove()
  })
  const file = () => join(folder.path, 'world.json')
  const fill = (written: WorldOptions = {}) => make(ctx, { ...plan, from: file() }, written)
  const emails = async () => (await ctx.store.users.listAll()).map(({ email }) => email).sort()

  test('is made, remembered, and kept afterwards', async () => {
    writeFileSync(file(), JSON.stringify(world({ gigs: [walk] })))
    expect((await fill()).err).toBe(`Making the world of "${file()}" …\n`)
    expect(await emails()).toEqual(['ann@example.com', 'bob@example.com'])
    const { '--from': from, '--seed': seed, ...others } = readMarker(folder.path)?.world ?? {}
    expect([from, seed, Object.keys(others), readMarker(folder.path)?.unfinished]).toEqual([
      file(),
      '42',
      ['--as-of'],
      undefined,
    ])
    expect((await fill()).err).toBe('')
    expect((await make(ctx, plan, { '--city': 'hatyai' })).err).toContain('so --city hatyai changes nothing.')
    expect(await emails()).toHaveLength(2)
  })

  test('is refused with the name of the file, and the folder stays empty', async () => {
    await expect(fill()).rejects.toThrow(`There is no file "${file()}".`)
    writeFileSync(file(), '{"chayenity_world": "1", "people": [{"email": "ann@example.com"}]}')
    await expect(fill()).rejects.toThrow(`"${file()}": people[0].full_name: Is missing.`)
    truncateSync(file(), maxima.bytes + 1)
    await expect(fill()).rejects.toThrow(`"${file()}": Is larger than`)
    writeFileSync(file(), JSON.stringify(world({ gigs: [{ ...walk, seeker: 'nobody@example.com' }] })))
    await expect(fill()).rejects.toBeInstanceOf(UsageError)
    expect([await emails(), readMarker(folder.path)?.unfinished]).toEqual([[], undefined])
  })

  test('is not gone on with where making it was interrupted', async () => {
    writeMarker(folder.path, { kind: 'demo', unfinished: 'former.json' })
    const sentence = `The world of "former.json" in "${folder.path}" is incomplete: making it was interrupted.`
    await expect(fill()).rejects.toThrow(sentence)
    await expect(make(ctx)).rejects.toThrow(sentence)
  })
})

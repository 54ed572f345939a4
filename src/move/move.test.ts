import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import * as fs from 'node:fs'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { create, extract } from 'tar'
import { problemsOf } from '../../test/support/backups.ts'
import { testNow } from '../../test/support/server.ts'
import { openStore } from '../../test/support/stores.ts'
import { makeTwoPictures } from '../../test/support/two-pictures.ts'
import { readConfig } from '../config.ts'
import { filenameOf } from '../domain/uploads/rules.ts'
import type { Report } from '../lib/report.ts'
import { movedTables } from '../storage/move/tables.ts'
import { databaseFileName } from '../storage/sqlite/folder.ts'
import { serverVersion } from '../version.ts'
import { exportMarketplace } from './export.ts'
import { importMarketplace } from './import.ts'
import { type ExportManifest, tablePath } from './manifest.ts'

let data: Awaited<ReturnType<typeof makeTwoPictures>>
let whole: ExportManifest
let shares: Map<string, number[]>

const key = Buffer.alloc(32, 7).toString('base64url')
const secret = { JWT_SECRET: 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE' }

const configOf = (dataDir: string, more: Record<string, string> = {}) =>
  readConfig({ DATA_DIR: dataDir, ...more }, 'production')

const keepShares: Report = (part, share) => shares.set(part, [...(shares.get(part) ?? []), share])
const first = (part: string) => shares.get(part)?.[0]
const last = (part: string) => shares.get(part)?.at(-1)

const exportFrom = (dataDir: string, archive: string, more: Record<string, string> = {}) => {
  shares = new Map()
  const options = { data: 'demo', nowMs: testNow, report: keepShares } as const
  return exportMarketplace(configOf(dataDir, more), data.at(archive), options)
}

const importInto = (name: string, more: Record<string, string> = {}, report: Report = keepShares) => {
  shares = new Map()
  return importMarketplace(configOf(data.at(name), more), data.at('whole.tar.gz'), report)
}

/** What a process that was killed has left. */
const leaveStaging = (parent: string): string => {
  const path = join(parent, '.chayenity-staging-00000001')
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, '.lock'), '')
  return path
}

/** The folder of a server that was started once. */
const startOnce = async (name: string) => {
  await openStore(data.at(name)).close()
  return data.at(name)
}

beforeAll(async () => {
  data = await makeTwoPictures()
  writeFileSync(data.at('base/secret.key'), key)
  whole = await exportFrom(data.at('base'), 'whole.tar.gz')
})
afterAll(() => data.remove())

describe('an export', () => {
  test('says what it is, and names its tables, the key and the pictures, in the order of their names', async () => {
    const { hashed, unhashed, pathOf } = data
    expect(whole).toMatchObject({
      kind: 'export',
      format: 1,
      version: serverVersion,
      createdAt: '2025-10-01T10:00:00.000000Z',
      data: 'demo',
      ledger: { user: 0, escrow: 0, fees: 0, held: 0 },
    })
    expect(whole.tables).toMatchObject({ users: 1, files: 2, gigs: 0 })
    expect(whole).not.toHaveProperty('damage')
    expect(whole.files.map(({ path }) => path)).toEqual([
      ...movedTables.map(({ name }) => tablePath(name)),
      'secret.key',
      ...[pathOf(hashed), pathOf(unhashed)].sort(),
    ])
    expect(statSync(data.at('whole.tar.gz')).mode & 0o777).toBe(0o600)
  })

  test('sweeps what a killed one left, and leaves nothing itself', async () => {
    const dataDir = data.copy('swept')
    const left = [leaveStaging(dataDir), leaveStaging(data.at('archives'))]
    await exportFrom(dataDir, 'archives/it.tar.gz')
    expect(left.map(path => existsSync(path))).toEqual([false, false])
    expect(readdirSync(data.at('archives'))).toEqual(['it.tar.gz'])
    expect(readdirSync(dataDir).filter(name => name.includes('staging'))).toEqual([])
  })

  test('tells how far it is', async () => {
    await exportFrom(data.at('base'), 'told.tar.gz')
    const count = movedTables.length
    expect(shares.get('reading')).toEqual(movedTables.map((_, at) => at / count))
    expect(shares.get('hashing')).toEqual([0.5, 1])
    expect([first('packing'), first('verifying')]).toEqual([0, 0])
    expect(first('copying')).toBe(0)
  })

  test('has no key where JWT_SECRET signs the tokens', async () => {
    const { files } = await exportFrom(data.at('base'), 'keyless.tar.gz', secret)
    expect(files.map(({ path }) => path)).not.toContain('secret.key')
  })

  test('has a changed picture as it is, and names it', async () => {
    const dataDir = data.copy('changed')
    const name = filenameOf(data.hashed)
    writeFileSync(join(dataDir, 'uploads', name), 'abcd')
    const { files, damage } = await exportFrom(dataDir, 'changed.tar.gz')
    expect(damage).toEqual({
      fileIds: [data.hashed.id],
      problems: [`The file ${name} has 4 bytes, not 3.`],
    })
    const pictures = files.filter(({ path }) => path.startsWith('uploads/'))
    expect(pictures.map(({ path }) => path)).toEqual([data.hashed, data.unhashed].map(data.pathOf).sort())
    expect(pictures.find(({ path }) => path.endsWith(name))?.bytes).toBe(4)
  })
})

describe('an import', () => {
  test('places the key for its owner alone, unless JWT_SECRET signs the tokens', async () => {
    // A killed one may have left it.
    writeFileSync(join(await startOnce('keyed'), 'secret.key.new'), 'half', { mode: 0o644 })
    await importInto('keyed')
    expect(readFileSync(data.at('keyed/secret.key'), 'utf8')).toBe(key)
    expect((statSync(data.at('keyed/secret.key')).mode & 0o777).toString(8)).toBe('600')
    expect(readdirSync(data.at('keyed')).filter(name => name.endsWith('.new'))).toEqual([])
    expect(readdirSync(data.at('keyed/uploads')).sort()).toEqual(
      [data.hashed, data.unhashed].map(filenameOf).sort(),
    )
    await importInto('keyless', secret)
    expect(existsSync(data.at('keyless/secret.key'))).toBe(false)
  })

  test('sweeps what a killed one left, and tells how far it is', async () => {
    const left = leaveStaging(await startOnce('told'))
    await importInto('told')
    expect(existsSync(left)).toBe(false)
    const steps = movedTables.map((_, at) => at / movedTables.length)
    expect([shares.get('writing'), shares.get('comparing')]).toEqual([steps, steps])
    expect([shares.get('unpacking'), shares.get('deriving')]).toEqual([[0], [0]])
    expect(shares.get('pictures')).toEqual([0, 0.5])
    expect([last('verifying'), shares.get('verifying')?.length]).toEqual([1, whole.files.length])
  })

  test('that fails before its end takes its pictures away again, but none that was there before', async () => {
    const dataDir = await startOnce('stopped')
    mkdirSync(join(dataDir, 'uploads'), { recursive: true })
    writeFileSync(join(dataDir, data.pathOf(data.hashed)), 'abc')
    const failing = importInto('stopped', {}, part => {
      if (part === 'comparing') throw new Error('The machine is tired.')
    })
    await expect(failing).rejects.toThrow('The machine is tired.')
    expect(readdirSync(join(dataDir, 'uploads'))).toEqual([filenameOf(data.hashed)])
    expect(existsSync(join(dataDir, 'secret.key'))).toBe(false)
    expect(readdirSync(dataDir).filter(name => name.includes('staging'))).toEqual([])
  })

  test('that may have happened leaves its pictures', async () => {
    const dataDir = await startOnce('unsure')
    const usual = fs.renameSync
    const renaming = spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (to === join(dataDir, databaseFileName)) throw new Error('The disk is tired.')
      usual(from, to)
    })
    await expect(importInto('unsure')).rejects.toThrow('The disk is tired.')
    renaming.mockRestore()
    expect(readdirSync(join(dataDir, 'uploads'))).toHaveLength(2)
    await importInto('unsure')
    expect(readFileSync(join(dataDir, 'secret.key'), 'utf8')).toBe(key)
  })

  test('is rejected when any of the sums of money is another than the manifest says', async () => {
    await extract({ file: data.at('whole.tar.gz'), cwd: data.copy('sums') })
    for (const account of ['user', 'escrow', 'fees', 'held'] as const) {
      const manifest = { ...whole, ledger: { ...whole.ledger, [account]: 1 } }
      writeFileSync(data.at('sums/manifest.json'), JSON.stringify(manifest))
      const names = ['manifest.json', ...whole.files.map(({ path }) => path)]
      await create({ gzip: true, file: data.at('sums.tar.gz'), cwd: data.at('sums') }, names)
      const importing = importMarketplace(configOf(data.at('summed')), data.at('sums.tar.gz'), () => {})
      expect([account, await problemsOf(importing)]).toEqual([
        account,
        ['The sums of the ledger are not those of the manifest.'],
      ])
    }
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { create, extract } from 'tar'
import type { Manifest } from '../../src/backup/manifest.ts'
import { hashFile } from '../../src/lib/hash-file.ts'
import { type CommandCase, commandCases } from '../support/command-cases.ts'
import { makeLivedInFolder } from '../support/lived-in.ts'
import { type Ended, runToEnd, type ServerProcess, startProcess } from '../support/process.ts'

/** Runs every row of the table of commands in `src/cli/README.md`. */

const folder = await makeLivedInFolder()
const { at, copyWith, withoutPageOf } = folder
const [picture = ''] = folder.pictures

let server: ServerProcess
let backedUp: Ended
let exported: Ended
beforeAll(async () => {
  server = await startProcess(['serve'], { DATA_DIR: copyWith('served') })
  backedUp = await runToEnd(['backup', at('good.tar.gz')], { DATA_DIR: at('whole') })
  await runToEnd(['backup', at('incomplete.tar.gz')], { DATA_DIR: withoutPicture('before') })
  exported = await runToEnd(['export', at('moved.tar.gz')], { DATA_DIR: at('served') })
  await runToEnd(['export', at('holed-move.tar.gz')], { DATA_DIR: at('before') })
})
afterAll(async () => {
  await server.end('SIGTERM')
  folder.remove()
})

const withoutPicture = (name: string): string => {
  const broken = copyWith(name)
  rmSync(join(broken, 'uploads', `${picture}.png`))
  return broken
}

const unreadable = (name: string): string => {
  const broken = copyWith(name)
  writeFileSync(join(broken, 'chayenity.db'), 'this is no database'.repeat(1000))
  return broken
}

const ofNewerVersion = (name: string): string =>
  copyWith(name, "UPDATE product SET version = '9.8.7'; PRAGMA user_version = 999")

const archiveOfNewerVersion = async (
  manifest: object = { format: 1, schema: 999, createdAt: '', tables: {}, files: [] },
): Promise<string> => {
  writeFileSync(at('manifest.json'), JSON.stringify({ ...manifest, version: '9.8.7' }))
  await create({ gzip: true, file: at('newer.tar.gz'), cwd: at('.') }, ['manifest.json'])
  return at('newer.tar.gz')
}

const halfArchive = (whole = 'good.tar.gz'): string => {
  cpSync(at(whole), at('half.tar.gz'))
  truncateSync(at('half.tar.gz'), Math.floor(readFileSync(at(whole)).length * 0.7))
  return at('half.tar.gz')
}

const spy = 'CREATE TRIGGER spy AFTER INSERT ON users BEGIN SELECT 1; END'

const archiveWithTrigger = async (): Promise<string> => {
  const folder = at('unpacked')
  mkdirSync(folder)
  await extract({ file: at('good.tar.gz'), cwd: folder })
  const database = join(folder, 'chayenity.db')
  const db = new Database(database)
  db.exec(spy)
  db.close()
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  for (const file of manifest.files) {
    if (file.path !== 'chayenity.db') continue
    file.bytes = statSync(database).size
    file.sha256 = await hashFile(database)
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
  const names = ['manifest.json', ...manifest.files.map(({ path }) => path)]
  await create({ gzip: true, file: at('trigger.tar.gz'), cwd: folder }, names)
  return at('trigger.tar.gz')
}

const folderOfOthers = (name: string): string => {
  mkdirSync(at(name))
  writeFileSync(join(at(name), 'notes.txt'), '')
  return at(name)
}

interface Situation {
  dataDir: string
  /** After the command. */
  words?: string[]
  env?: Record<string, string>
}

/** Nothing listens there. */
const noPostgres = 'postgres://somchai:secret@127.0.0.1:1/chayenity'

const derived = 'UPDATE users SET rating_sum = 5 WHERE review_count = 1'
const money = 'UPDATE transactions SET amount_satang = amount_satang + 1'

/** The situation of each row, by its command and what is special about it. */
const situations: Record<string, () => Situation | Promise<Situation>> = {
  'serve, a setting is wrong': () => ({ dataDir: at('whole'), env: { PORT: 'http' } }),
  'serve, HOST is a name without an address': () => ({
    dataDir: at('whole'),
    env: { HOST: 'no-such-host.invalid' },
  }),
  'serve, another process uses the data folder': () => ({ dataDir: at('served') }),
  'serve, a newer version wrote the data': () => ({ dataDir: ofNewerVersion('newer') }),
  'serve, the database cannot be read': () => ({ dataDir: unreadable('unreadable') }),
  'serve, the database has something that no version makes, such as a trigger': () => ({
    dataDir: copyWith('spied', spy),
  }),
  'serve, the folder has no database, but other files': () => ({ dataDir: folderOfOthers('notes') }),
  'serve, DATABASE_URL is set without REDIS_URL and COPIES=1': () => ({
    dataDir: at('nowhere'),
    env: {
      DATABASE_URL: noPostgres,
      JWT_SECRET: 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE',
      S3_BUCKET: 'pictures',
      S3_ACCESS_KEY_ID: 'somchai',
      S3_SECRET_ACCESS_KEY: 'a key',
    },
  }),
  'serve, PostgreSQL cannot be reached': () => ({
    dataDir: at('pictures'),
    env: { DATABASE_URL: noPostgres, COPIES: '1' },
  }),
  'serve, DATABASE_URL is set and the folder has a database': () => ({
    dataDir: at('whole'),
    env: { DATABASE_URL: noPostgres, COPIES: '1' },
  }),
  'demo, DATABASE_URL is set': () => ({
    dataDir: at('nowhere'),
    env: { DATABASE_URL: noPostgres, COPIES: '1' },
  }),
  'backup, DATABASE_URL is set': () => ({
    dataDir: at('whole'),
    words: [at('none.tar.gz')],
    env: { DATABASE_URL: noPostgres, COPIES: '1' },
  }),
  'demo, the folder holds real data': () => ({ dataDir: at('served') }),
  'backup, all is well': () => ({ dataDir: at('whole'), words: [at('another.tar.gz')] }),
  'backup, the file exists': () => ({ dataDir: at('whole'), words: [at('good.tar.gz')] }),
  'backup, there is no database': () => ({ dataDir: at('nowhere'), words: [at('none.tar.gz')] }),
  'backup, the database cannot be read': () => ({
    dataDir: unreadable('unreadable-2'),
    words: [at('unreadable.tar.gz')],
  }),
  'backup, data is damaged; the backup has it as it is': () => ({
    dataDir: withoutPicture('holed'),
    words: [at('holed.tar.gz')],
  }),
  'restore, all is well': () => ({ dataDir: at('restored'), words: [at('good.tar.gz')] }),
  'restore, the data folder is not empty': () => ({ dataDir: at('whole'), words: [at('good.tar.gz')] }),
  'restore, there is no such file': () => ({ dataDir: at('restored-2'), words: [at('nothing.tar.gz')] }),
  'restore, the backup is encrypted': () => {
    writeFileSync(at('it.tar.gz.age'), 'age-encryption.org/v1\n')
    return { dataDir: at('restored-2'), words: [at('it.tar.gz.age')] }
  },
  'restore, the file is an export': () => ({ dataDir: at('restored-2'), words: [at('moved.tar.gz')] }),
  'restore, a newer version made the backup': async () => ({
    dataDir: at('restored-2'),
    words: [await archiveOfNewerVersion()],
  }),
  'restore, the archive is not what was backed up': () => ({
    dataDir: at('restored-2'),
    words: [halfArchive()],
  }),
  'restore, the data was damaged when it was backed up; it is restored as it is': () => ({
    dataDir: at('restored-3'),
    words: [at('incomplete.tar.gz')],
  }),
  'restore, the database has something that no version makes, such as a trigger': async () => ({
    dataDir: at('restored-4'),
    words: [await archiveWithTrigger()],
  }),
  'check, all is well': () => ({ dataDir: at('whole') }),
  'check, something is damaged': () => ({ dataDir: withoutPicture('holed-2') }),
  'check, a page is damaged': () => ({ dataDir: withoutPageOf('page', 'gigs_of_seeker') }),
  'repair, all is well': () => ({ dataDir: at('whole') }),
  'repair, there is something to repair': () => ({ dataDir: copyWith('rating', derived) }),
  'repair --apply, a server runs': () => ({ dataDir: at('served') }),
  'repair --apply, everything could be repaired': () => ({
    dataDir: withoutPageOf('page-2', 'gigs_of_seeker'),
  }),
  'repair --apply, something stays, such as money': () => ({ dataDir: copyWith('money', money) }),
  'repair, a table cannot be read in full': () => ({ dataDir: withoutPageOf('page-3', 'reviews') }),
  'export, all is well': () => ({ dataDir: at('served'), words: [at('another-move.tar.gz')] }),
  'export, the file exists': () => ({ dataDir: at('served'), words: [at('moved.tar.gz')] }),
  'export, there is no database': () => ({ dataDir: at('nowhere'), words: [at('none.tar.gz')] }),
  'export, the data contradicts itself': () => ({
    dataDir: copyWith('money-2', money),
    words: [at('none.tar.gz')],
  }),
  'export, a picture is missing; the export is made without it': () => ({
    dataDir: at('before'),
    words: [at('another-holed.tar.gz')],
  }),
  'import, all is well': () => ({ dataDir: at('imported'), words: [at('moved.tar.gz')] }),
  'import, there is no such file': () => ({ dataDir: at('imported-2'), words: [at('nothing.tar.gz')] }),
  'import, the store is not empty': () => ({ dataDir: at('whole'), words: [at('moved.tar.gz')] }),
  'import, the file is a backup': () => ({ dataDir: at('imported-2'), words: [at('good.tar.gz')] }),
  'import, a newer version made the export': async () => ({
    dataDir: at('imported-2'),
    words: [await archiveOfNewerVersion({ kind: 'export', format: 2 })],
  }),
  'import, the archive is not what was exported': () => ({
    dataDir: at('imported-2'),
    words: [halfArchive('moved.tar.gz')],
  }),
  'import, pictures were damaged when they were exported': () => ({
    dataDir: at('imported-2'),
    words: [at('holed-move.tar.gz')],
  }),
  'user list, all is well': () => ({ dataDir: at('served') }),
  'user verify, there is no such account': () => ({
    dataDir: at('served'),
    words: ['nobody@example.com', '--reason', 'Seen the card.'],
  }),
  'user disable, no reason is given': () => ({ dataDir: at('served'), words: ['somchai@example.com'] }),
  'user create, the address has an account': () => ({
    dataDir: at('served'),
    words: ['somchai@example.com', 'Somchai'],
  }),
  'operator create, all is well': () => ({ dataDir: at('served'), words: ['desk@example.com'] }),
  'operator link, there is no such operator': () => ({
    dataDir: at('served'),
    words: ['nobody@example.com'],
  }),
  'ops user.verify, there is no such person': () => ({
    dataDir: at('served'),
    words: ['--user_id', '00000000-0000-7000-8000-000000000000', '--reason', 'Seen the card.'],
  }),
  'ops user.set-password, a password is an argument': () => ({
    dataDir: at('nowhere'),
    words: ['--user_id', '00000000-0000-7000-8000-000000000000', '--password', 'in the list of processes'],
  }),
  'health, the server works': () => ({ dataDir: at('served'), env: { PORT: new URL(server.url).port } }),
  'health, no server answers': () => ({ dataDir: at('served'), env: { PORT: '1' } }),
  'doctor, a setting is wrong': () => ({ dataDir: at('whole'), env: { PORT: 'http' } }),
  'seed, it has filled an empty folder': () => ({
    dataDir: at('seeded'),
    words: ['--users', '20', '--gigs', '20'],
  }),
  'seed --from, the file is wrong': () => {
    writeFileSync(at('wrong.json'), '{"chayenity_world": "1", "people": [{"email": "ann@example.com"}]}')
    return { dataDir: at('seeded-2'), words: [at('wrong.json')] }
  },
  'seed --from, there is no such file': () => ({ dataDir: at('seeded-2'), words: [at('none.json')] }),
  'seed --from, the folder has people': () => {
    writeFileSync(at('nobody.json'), '{"chayenity_world": "1", "people": []}')
    return { dataDir: copyWith('adopted'), words: [at('nobody.json'), '--adopt'] }
  },
  'world save, all is well': () => ({ dataDir: at('seeded'), words: [at('world.json')] }),
  'world save, the folder holds real data': () => ({ dataDir: at('served'), words: [at('none.json')] }),
  'world save, the file exists': () => ({ dataDir: at('seeded'), words: [at('wrong.json')] }),
  'world schema, it is asked': () => ({ dataDir: at('nowhere') }),
  'openapi, it is asked': () => ({ dataDir: at('nowhere') }),
  'licenses, it is asked': () => ({ dataDir: at('nowhere') }),
  'version, it is asked': () => ({ dataDir: at('nowhere') }),
  'fly, there is no such command': () => ({ dataDir: at('nowhere') }),
}

const patternOf = (says: string): RegExp =>
  new RegExp(`^${says.split('…').map(RegExp.escape).join('.*')}$`, 'm')

const nameOf = ({ command, when }: CommandCase) => `${command}, ${when}`
const ended = commandCases.filter(found => nameOf(found) in situations)

describe('a command', () => {
  test.each(ended.map(found => [nameOf(found), found] as const))(
    '%s',
    async (name, { command, code, says }) => {
      const { dataDir, words = [], env = {} } = (await situations[name]?.()) ?? { dataDir: '' }
      const { exitCode, out, err } = await runToEnd([...command.split(' '), ...words], {
        DATA_DIR: dataDir,
        ...env,
      })
      expect(out + err).toMatch(patternOf(says))
      expect([exitCode, err.includes('    at ')]).toEqual([code, false])
    },
  )

  test.each([['openapi'], ['licenses --texts'], ['backup -'], ['user list']])(
    'whose output is read by a program that has ended, ends without a word: %s',
    async words => {
      const shell = `"$0" "$1" ${words} | true; echo "\${PIPESTATUS[0]}"`
      const child = Bun.spawn(
        ['bash', '-c', shell, process.execPath, join(import.meta.dir, '../../src/main.ts')],
        {
          env: { PATH: process.env.PATH ?? '', DATA_DIR: at('served') },
          stdout: 'pipe',
          stderr: 'pipe',
        },
      )
      const [out, err] = await Promise.all([
        new Response(child.stdout).text(),
        new Response(child.stderr).text(),
      ])
      expect([out.trim(), err]).toEqual(['141', ''])
    },
  )

  test('counts what there is, each table in its line of the check, and the same in a backup and an export', async () => {
    const { err } = await runToEnd(['check'], { DATA_DIR: at('whole') })
    const counts = [...err.matchAll(/^(\w+ +)(\d+) rows$/gm)].map(([, name = '', rows]) => ({
      name,
      rows: Number(rows),
    }))
    const rows = counts.reduce((sum, each) => sum + each.rows, 0)
    expect(counts.map(({ name }) => name.trim())).toEqual(
      expect.arrayContaining(['users', 'gigs', 'reviews']),
    )
    expect(counts.map(({ name }) => name.trim())).not.toContain('place_grid')
    expect(new Set(counts.map(({ name }) => name.length))).toEqual(new Set([20]))
    const pictures = folder.pictures.length
    expect(err).toContain(`All is well: ${rows} rows, ${pictures} files, schema `)
    expect(backedUp.err).toContain(`Backed up and verified: ${rows} rows, ${pictures} files, schema `)
    mkdirSync(at('manifest'))
    await extract({ file: at('moved.tar.gz'), cwd: at('manifest') }, ['manifest.json'])
    const { tables }: Manifest = JSON.parse(readFileSync(at('manifest/manifest.json'), 'utf8'))
    const moved = Object.values(tables).reduce((sum, count) => sum + count, 0)
    expect(exported.err).toContain(`Exported and verified: ${moved} rows, ${pictures} pictures.`)
  })

  test('serve, it is stopped with SIGTERM', async () => {
    const stopped = await startProcess(['serve'], { DATA_DIR: copyWith('stopped') })
    expect(await stopped.end('SIGTERM')).toBe(0)
    expect(stopped.out()).toContain('"listening"')
  })

  test('leaves nothing unfinished behind in any of these situations', () => {
    const names = readdirSync(at('.'), { recursive: true, encoding: 'utf8' })
    expect(names.filter(name => name.includes('staging'))).toEqual([])
  })

  test('is in the table, whichever it is', async () => {
    const { out } = await runToEnd(['--help'], {})
    const named = [...out.matchAll(/^ {2}([a-z]+)(?: .*)?$/gm)].map(([, name = '']) => name)
    expect(named).toContain('restore')
    const rows = commandCases.map(({ command }) => command.split(' ')[0] ?? '')
    expect(named.filter(name => name !== 'help' && !rows.includes(name))).toEqual([])
  })

  test('has a situation for each row', () => {
    expect(ended).toHaveLength(commandCases.length - 1)
    expect(Object.keys(situations)).toHaveLength(ended.length)
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import { extract } from 'tar'
import { inspectFolder } from '../../src/backup/inspect.ts'
import { makeBackup } from '../../src/backup/make.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { backUpBeforeMigration } from '../../src/backup/schedule.ts'
import { makeScheduledBackup } from '../../src/backup/scheduled-backup.ts'
import { openStaging } from '../../src/backup/staging.ts'
import { readConfig } from '../../src/config.ts'
import { completeRestore, databaseFileName, replacedFileName } from '../../src/storage/sqlite/folder.ts'
import { DamageError } from '../../src/storage/storage-error.ts'
import { Client } from '../support/client.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { joinSomchai } from '../support/people.ts'
import { startTestServer, type TestServer, testNow } from '../support/server.ts'
import { makeFolder } from '../support/stores.ts'

let folder: ReturnType<typeof makeFolder>
let server: TestServer
const at = (name: string) => join(folder.path, name)

const keep = 2

beforeEach(async () => {
  folder = makeFolder()
  server = await startTestServer({ env: { DATA_DIR: at('live'), BACKUP_KEEP: String(keep) } })
})
afterEach(async () => {
  await server.stop()
  folder.remove()
})

const job = () => ({
  dataDir: at('live'),
  nowMs: server.clock.now(),
  pictures: 'folder' as const,
  retention: { newest: keep, days: 0, weeks: 0, months: 0 },
  bucket: null,
})
const restore = (archive: string, target: string, force = false) =>
  restoreBackup(archive, at(target), { force, keepSessions: false, nowMs: testNow, report: () => {} })

const isStaging = (name: string) => name.includes('staging')
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('scheduled backups', () => {
  test('are the newest BACKUP_KEEP ones, and no other file is deleted', async () => {
    mkdirSync(at('live/backups'))
    const others = ['before-schema-9-20250930T000000.tar.gz', 'chayenity-mine.tar.gz', 'note.txt']
    for (const name of others) writeFileSync(at(`live/backups/${name}`), '')
    const made: string[] = []
    for (let round = 1; round <= keep + 2; round += 1) {
      await makeScheduledBackup(job())
      const found = readdirSync(at('live/backups'))
        .filter(name => !others.includes(name))
        .sort()
      made.push(found.at(-1) ?? '')
      expect(found).toEqual(made.slice(-keep))
      server.clock.advance(1000)
    }
    expect(new Set(made).size).toBe(keep + 2)
    expect(readdirSync(at('live/backups'))).toEqual(expect.arrayContaining(others))
  })

  test('restore with all sessions ended, since some had ended after the backup, unless they are to be kept', async () => {
    const { user, tokens } = await joinSomchai(server)
    await makeScheduledBackup(job())
    const [name = ''] = readdirSync(at('live/backups'))
    const archive = at(`live/backups/${name}`)
    for (const [target, keepSessions, status] of [
      ['ended', false, 401],
      ['kept', true, 200],
    ] as const) {
      const options = { force: false, keepSessions, nowMs: testNow, report: () => {} }
      await restoreBackup(archive, at(target), options)
      const twin = await startTestServer({ env: { DATA_DIR: at(target) } })
      const client = new Client(twin.url, tokens.access_token)
      expect((await client.get('/api/auth/me')).status).toBe(status)
      expect((await twin.ctx.store.users.find(user.id))?.email).toBe(user.email)
      await twin.stop()
    }
  })

  test('restore to the same rows', async () => {
    const { user } = await joinSomchai(server)
    await makeScheduledBackup(job())
    const [name = ''] = readdirSync(at('live/backups'))
    await restore(at(`live/backups/${name}`), 'twin')
    const twin = await startTestServer({ env: { DATA_DIR: at('twin') } })
    expect((await twin.ctx.store.users.listAll()).map(({ id }) => String(id))).toEqual([user.id])
    await twin.stop()
  })
})

describe('a backup', () => {
  test('and all that is restored from it can be read by its owner only', async () => {
    await keepFile(await joinSomchai(server), await bytesOf(still().png()))
    await makeBackup(at('live'), at('made/it.tar.gz'), testNow)
    expect([modeOf(at('made')), modeOf(at('made/it.tar.gz'))]).toEqual(['700', '600'])
    await restore(at('made/it.tar.gz'), 'twin')
    const [picture = ''] = readdirSync(at('twin/uploads'))
    const modes = ['', 'uploads', `uploads/${picture}`, databaseFileName, 'secret.key', 'manifest.json']
    expect(modes.map(name => [name, modeOf(at(join('twin', name)))])).toEqual([
      ['', '700'],
      ['uploads', '700'],
      [`uploads/${picture}`, '600'],
      [databaseFileName, '600'],
      ['secret.key', '600'],
      ['manifest.json', '600'],
    ])
  })

  test('of data whose pictures are missing or changed is made, names them, and can be restored', async () => {
    const somchai = await joinSomchai(server)
    const pictures = [1, 2, 3].map(async () => keepFile(somchai, await bytesOf(still().png())))
    const [lost = '', changed = '', whole = ''] = (await Promise.all(pictures)).map(({ file_id }) =>
      String(file_id),
    )
    await server.ctx.files.remove('uploads', `${lost}.png`)
    const bytes = readFileSync(at(`live/uploads/${changed}.png`))
    bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40)
    writeFileSync(at(`live/uploads/${changed}.png`), bytes)
    const problems = [`The file ${lost} is missing.`, `The file ${changed}.png is not what was uploaded.`]

    const { damage } = await makeBackup(at('live'), at('it.tar.gz'), testNow)
    expect(damage?.problems.sort()).toEqual(problems.sort())
    expect(damage?.fileIds.sort()).toEqual([lost, changed].sort())
    const restored = await restore(at('it.tar.gz'), 'twin')
    expect(restored.problems.sort()).toEqual(problems)
    expect(readdirSync(at('twin/uploads')).sort()).toEqual([`${changed}.png`, `${whole}.png`].sort())
    expect(readFileSync(at(`twin/uploads/${changed}.png`))).toEqual(bytes)
    expect((await inspectFolder(at('live'))).problems.sort()).toEqual(problems)
  })

  test('before a migration of damaged data is made too, and the log names what is damaged', async () => {
    mkdirSync(at('old'))
    await extract({ file: 'test/fixtures/schema-9/data.tar.gz', cwd: at('old') })
    const [lost = ''] = readdirSync(at('old/uploads'))
    rmSync(at(`old/uploads/${lost}`))
    const config = readConfig({ DATA_DIR: at('old') }, 'production')
    await backUpBeforeMigration(config, server.clock, server.ctx.log)
    const [name = ''] = readdirSync(at('old/backups'))
    expect(name).toStartWith('before-schema-9-')
    const { problems } = await restore(at(`old/backups/${name}`), 'back')
    expect(problems).toEqual([`The file ${lost.split('.')[0]} is missing.`])
    expect(server.logLines.join('')).toContain(problems[0] ?? '')
  })

  test('before a migration names twenty of many lost pictures in the log, and all of them in the archive', async () => {
    mkdirSync(at('old'))
    await extract({ file: 'test/fixtures/schema-9/data.tar.gz', cwd: at('old') })
    const db = new Database(at('old/chayenity.db'))
    const lostCount = 30
    db.exec(`INSERT INTO files
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${lostCount})
      SELECT format('00000000-0000-7000-8000-%012d', n), owner_id, category, original_filename, content_type, file_size,
        width, height, thumbhash, uploaded_at
      FROM numbers CROSS JOIN (SELECT * FROM files LIMIT 1)`)
    db.close()
    await backUpBeforeMigration(
      readConfig({ DATA_DIR: at('old') }, 'production'),
      server.clock,
      server.ctx.log,
    )
    const log = server.logLines.join('')
    expect(log.split(' is missing.')).toHaveLength(20 + 1)
    expect(log).toContain('10 more, which `chayenity check` lists.')
    const [name = ''] = readdirSync(at('old/backups'))
    expect((await restore(at(`old/backups/${name}`), 'back')).problems).toHaveLength(lostCount)
  })

  test('leaves neither an archive nor a temporary folder behind when the database cannot be read', async () => {
    await server.stop()
    writeFileSync(at(`live/${databaseFileName}`), 'this is no database'.repeat(1000))
    const failing = makeBackup(at('live'), at('bad.tar.gz'), testNow)
    await expect(failing).rejects.toThrow(DamageError)
    expect(readdirSync(folder.path)).toEqual(['live'])
    expect(readdirSync(at('live')).filter(name => name.includes('staging'))).toEqual([])
    server = await startTestServer()
  })

  test('leaves out files of interrupted uploads and files that no row names', async () => {
    const { file_id: id } = await keepFile(await joinSomchai(server), await bytesOf(still().png()))
    for (const name of ['half.png.new', 'orphan.png']) writeFileSync(at(`live/uploads/${name}`), 'x')
    const { files } = await makeBackup(at('live'), at('it.tar.gz'), testNow)
    expect(files.map(({ path }) => path)).toEqual([databaseFileName, 'secret.key', `uploads/${id}.png`])
  })

  test('that was killed is swept wherever it lies, and one that runs is not', async () => {
    mkdirSync(at('elsewhere'))
    const script = `
      import { openStaging } from '${import.meta.dir}/../../src/backup/staging.ts'
      for (const folder of ['live', 'elsewhere']) openStaging('${folder.path}/' + folder)
      process.kill(process.pid, 'SIGKILL')`
    await Bun.spawn([process.execPath, '-e', script]).exited
    const running = openStaging(at('live'))
    await makeBackup(at('live'), at('elsewhere/it.tar.gz'), testNow)
    const stagings = ['live', 'elsewhere'].flatMap(name => readdirSync(at(name)).filter(isStaging))
    expect(stagings).toEqual([basename(running.folder)])
    running.close()
    expect(readdirSync(at('live')).filter(isStaging)).toEqual([])
  })
})

describe('a restore', () => {
  test('keeps the .gitignore of the data folder in a clone, which counts as empty', async () => {
    await makeBackup(at('live'), at('it.tar.gz'), testNow)
    mkdirSync(at('data'))
    writeFileSync(at('data/.gitignore'), '*\n!.gitignore\n')
    expect((await restore(at('it.tar.gz'), 'data')).before).toBeNull()
    expect(readFileSync(at('data/.gitignore'), 'utf8')).toBe('*\n!.gitignore\n')
    expect(readdirSync(folder.path).sort()).toEqual(['data', 'it.tar.gz', 'live'])
    // The time of the restore, down to the millisecond.
    expect((await restore(at('it.tar.gz'), 'data', true)).before).toBe(at('data.before-20251001100000000'))
    expect(existsSync(at('data/.gitignore'))).toBe(true)
  })

  test('that was killed between its renames is completed, and at any other time never', async () => {
    await makeBackup(at('live'), at('it.tar.gz'), testNow)
    /** What a restore of `name` leaves that was killed right before it moves the old folder aside. */
    const interrupt = async (name: string) => {
      await restore(at('it.tar.gz'), `${name}.restored`)
      writeFileSync(at(`${name}.restored/${replacedFileName}`), `${name}.before-1`)
    }
    mkdirSync(at('old'))
    writeFileSync(at('old/mine'), '')
    await interrupt('old')
    completeRestore(at('old'))
    expect(existsSync(at('old/mine'))).toBe(true)
    // Somebody moves the old folder away themselves: the restore had not come that far.
    renameSync(at('old'), at('elsewhere'))
    completeRestore(at('old'))
    expect(existsSync(at('old'))).toBe(false)
    // The restore had moved it aside.
    renameSync(at('elsewhere'), at('old.before-1'))
    completeRestore(at('old'))
    expect([existsSync(at(`old/${databaseFileName}`)), existsSync(at('old.restored'))]).toEqual([true, false])
  })

  test('that ended early leaves nothing that a server or a later restore uses', async () => {
    await makeBackup(at('live'), at('it.tar.gz'), testNow)
    mkdirSync(at('new'))
    mkdirSync(at('new.restored'))
    writeFileSync(at(`new.restored/${replacedFileName}`), 'it.tar.gz')
    const opened = await startTestServer({ env: { DATA_DIR: at('new') } })
    expect(existsSync(at('new.restored'))).toBe(false)
    await opened.stop()
    mkdirSync(at('new.restored'))
    await restore(at('it.tar.gz'), 'new', true)
    expect(readdirSync(folder.path).filter(name => name.endsWith('.restored'))).toEqual([])
  })
})

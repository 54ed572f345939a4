import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspectFolder } from '../../src/backup/inspect.ts'
import { makeBackup, sweepStaging } from '../../src/backup/make.ts'
import { DamageError } from '../../src/backup/manifest.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { makeScheduledBackup } from '../../src/backup/schedule.ts'
import { completeRestore, databaseFileName } from '../../src/storage/sqlite/open.ts'
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

const restore = (archive: string, target: string, force = false) =>
  restoreBackup(archive, at(target), { force, keepSessions: false, nowMs: testNow, report: () => {} })

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('scheduled backups', () => {
  test('are the newest BACKUP_KEEP ones, and no other file is deleted', async () => {
    mkdirSync(at('live/backups'))
    const others = ['before-schema-9-20250930T000000.tar.gz', 'chayenity-mine.tar.gz', 'note.txt']
    for (const name of others) writeFileSync(at(`live/backups/${name}`), '')
    const made: string[] = []
    for (let round = 1; round <= keep + 2; round += 1) {
      await makeScheduledBackup(server.ctx)
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
    await makeScheduledBackup(server.ctx)
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
    await makeScheduledBackup(server.ctx)
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

  test('leaves neither an archive nor a temporary folder behind when the data is damaged', async () => {
    const { file_id: id } = await keepFile(await joinSomchai(server), await bytesOf(still().png()))
    await server.ctx.files.remove('uploads', `${id}.png`)
    const failing = makeBackup(at('live'), at('bad.tar.gz'), testNow)
    await expect(failing).rejects.toThrow(new DamageError([`The file ${id} is missing.`]))
    expect(readdirSync(folder.path)).toEqual(['live'])
    expect(readdirSync(at('live')).filter(name => name.startsWith('.backup-'))).toEqual([])
    expect(() => inspectFolder(at('live'))).toThrow(`The file ${id} is missing.`)
  })

  test('leaves out files of interrupted uploads and files that no row names', async () => {
    const { file_id: id } = await keepFile(await joinSomchai(server), await bytesOf(still().png()))
    for (const name of ['half.png.new', 'orphan.png']) writeFileSync(at(`live/uploads/${name}`), 'x')
    const { files } = await makeBackup(at('live'), at('it.tar.gz'), testNow)
    expect(files.map(({ path }) => path)).toEqual([databaseFileName, `uploads/${id}.png`, 'secret.key'])
  })

  test('that was killed is swept, and one that runs is not', async () => {
    const ended = Bun.spawn(['true'])
    await ended.exited
    const [killed, running] = [`live/.backup-${ended.pid}`, `live/.backup-${process.pid}`]
    for (const name of [killed, running]) mkdirSync(at(name))
    sweepStaging(at('live'))
    expect([existsSync(at(killed)), existsSync(at(running))]).toEqual([false, true])
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

  test('that was killed before its renames leaves the old folder, and after the first is completed', async () => {
    await makeBackup(at('live'), at('it.tar.gz'), testNow)
    await restore(at('it.tar.gz'), 'ready.restored')
    completeRestore(at('live'))
    expect(existsSync(at('live'))).toBe(true)
    completeRestore(at('ready'))
    expect([existsSync(at('ready')), existsSync(at('ready.restored'))]).toEqual([true, false])
    // With the data folder in its place a leftover must not replace it.
    await restore(at('it.tar.gz'), 'ready.restored')
    writeFileSync(at('ready/mine'), '')
    completeRestore(at('ready'))
    expect(existsSync(at('ready/mine'))).toBe(true)
  })
})

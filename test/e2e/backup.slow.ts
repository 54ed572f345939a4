import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { Client } from '../support/client.ts'
import { exampleGig, type GigJson } from '../support/gigs.ts'
import { bytesOf, type FileJson, formFile, still } from '../support/images.ts'
import { logInAs } from '../support/people.ts'
import { runToEnd, type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'

const folder = temporaryFolder()
afterAll(folder.remove)
const at = (name: string) => join(folder.path, name)

const account = { email: 'somchai@example.com', password: 'a good password', full_name: 'Somchai' }
const quiet = { RATE_LIMIT: 'off' }

const sentenceOf = (text: string) => text.trim().split('\n').at(-1) ?? ''

/** Every row of every table, as text that can be compared. */
const rowsIn = (dataDir: string): Record<string, unknown[]> => {
  const db = new Database(join(dataDir, 'chayenity.db'), { readonly: true })
  const names = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('health', 'gig_words')",
    )
    .pluck()
    .all()
  const rows = Object.fromEntries(names.map(name => [name, db.prepare(`SELECT * FROM "${name}"`).all()]))
  db.close()
  return rows
}

const filesIn = (dataDir: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(dataDir, 'uploads')).map(name => [
      name,
      Bun.SHA256.hash(readFileSync(join(dataDir, 'uploads', name)), 'hex'),
    ]),
  )

let server: ServerProcess
let client: Client

beforeAll(async () => {
  server = await startProcess(['serve'], { DATA_DIR: at('live'), ...quiet })
  await new Client(server.url).post('/api/auth/register', account)
  const tokens = await logInAs(server.url, account.email, account.password)
  client = new Client(server.url, tokens.access_token)
  await client.post<GigJson>('/api/gigs', exampleGig)
  const sent = formFile(await bytesOf(still().png()), 'photo.png')
  expect((await client.post<FileJson>('/api/upload/gig', sent)).status).toBe(201)
  const made = await runToEnd(['backup', at('base.tar.gz')], { DATA_DIR: at('live') })
  expect([made.exitCode, made.out]).toEqual([0, ''])
})
afterAll(() => server.end('SIGTERM'))

describe('a backup of a running server', () => {
  test('restores every row and every file into another folder', async () => {
    const { exitCode } = await runToEnd(['restore', at('base.tar.gz'), '--keep-sessions'], {
      DATA_DIR: at('twin'),
    })
    expect(exitCode).toBe(0)
    expect(rowsIn(at('twin'))).toEqual(rowsIn(at('live')))
    expect(filesIn(at('twin'))).toEqual(filesIn(at('live')))
    expect(Object.keys(filesIn(at('twin')))).toHaveLength(1)
    const second = await startProcess(['serve'], { DATA_DIR: at('twin') })
    // The key came along, so whoever was logged in still is.
    expect((await new Client(second.url, client.token).get('/api/auth/me')).status).toBe(200)
    await second.end('SIGTERM')
  })

  test('is whole while people write, and never over a file that is there', async () => {
    let isOver = false
    const writing = async () => {
      while (!isOver) await client.post('/api/gigs', exampleGig)
    }
    const writers = Promise.all([writing(), writing(), writing(), writing()])
    const busy = await runToEnd(['backup', at('busy.tar.gz')], { DATA_DIR: at('live') })
    isOver = true
    await writers
    expect(busy.exitCode).toBe(0)
    expect((await runToEnd(['restore', at('busy.tar.gz')], { DATA_DIR: at('busy') })).exitCode).toBe(0)
    expect((await runToEnd(['check'], { DATA_DIR: at('busy') })).exitCode).toBe(0)
    const again = await runToEnd(['backup', at('busy.tar.gz')], { DATA_DIR: at('live') })
    expect([again.exitCode, sentenceOf(again.err)]).toEqual([
      1,
      `"${at('busy.tar.gz')}" exists already. Choose another name.`,
    ])
  })

  test('is made by the schedule, and only the newest are kept', async () => {
    const env = { DATA_DIR: at('scheduled'), BACKUP_SCHEDULE: '* * * * * *', BACKUP_KEEP: '2' }
    const scheduled = await startProcess(['serve'], env)
    const made = new Set<string>()
    while (made.size < 4) {
      await Bun.sleep(100)
      const found = existsSync(at('scheduled/backups')) ? readdirSync(at('scheduled/backups')) : []
      for (const name of found) if (name.startsWith('chayenity-')) made.add(name)
    }
    await scheduled.end('SIGTERM')
    const kept = readdirSync(at('scheduled/backups')).filter(name => name.startsWith('chayenity-'))
    expect(kept.length).toBeLessThanOrEqual(3)
    const newest = kept.sort().at(-1) ?? ''
    const env2 = { DATA_DIR: at('from-schedule') }
    expect((await runToEnd(['restore', at(`scheduled/backups/${newest}`)], env2)).exitCode).toBe(0)
  })
})

describe('a restore', () => {
  test('touches nothing when the folder is not empty or in use', async () => {
    const full = await runToEnd(['restore', at('base.tar.gz')], { DATA_DIR: at('live') })
    expect([full.exitCode, full.err]).toEqual([1, expect.stringContaining('is not empty')])
    const used = await runToEnd(['restore', '--force', at('base.tar.gz')], { DATA_DIR: at('live') })
    expect([used.exitCode, used.err]).toEqual([1, expect.stringContaining('is used by another')])
  })

  test('refuses what is damaged with code 2 and touches nothing', async () => {
    const bytes = readFileSync(at('base.tar.gz'))
    const middle = Math.floor(bytes.length / 2)
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 0xff, middle)
    writeFileSync(at('bad.tar.gz'), bytes)
    const { exitCode } = await runToEnd(['restore', at('bad.tar.gz')], { DATA_DIR: at('untouched') })
    expect(exitCode).toBe(2)
    expect(existsSync(at('untouched'))).toBe(false)
    expect(readdirSync(folder.path).filter(name => name.includes('staging'))).toEqual([])
  })

  test('moves aside what was there with --force', async () => {
    mkdirSync(at('old'))
    writeFileSync(at('old/note.txt'), 'mine')
    const { exitCode } = await runToEnd(['restore', '--force', at('base.tar.gz')], { DATA_DIR: at('old') })
    expect(exitCode).toBe(0)
    const aside = readdirSync(folder.path).find(name => name.startsWith('old.before-')) ?? ''
    expect(readFileSync(at(`${aside}/note.txt`), 'utf8')).toBe('mine')
    expect((await runToEnd(['check'], { DATA_DIR: at('old') })).exitCode).toBe(0)
  })

  test('that was killed between its two renames is finished by the next command', async () => {
    // The first rename has moved the old folder aside; the second has not happened.
    cpSync(at('twin'), at('cut.restored'), { recursive: true })
    writeFileSync(at('cut.restored/.replaces'), 'cut.before-1')
    mkdirSync(at('cut.before-1'))
    expect((await runToEnd(['check'], { DATA_DIR: at('cut') })).exitCode).toBe(0)
    expect(existsSync(at('cut.restored'))).toBe(false)
  })

  test('and a backup leave the old or the new wherever they are killed', async () => {
    const small = await runToEnd(['restore', at('base.tar.gz')], { DATA_DIR: at('mortal') })
    expect(small.exitCode).toBe(0)
    for (const delayMs of [30, 60, 90, 120, 160, 200, 260]) {
      const run = (words: string[]) => {
        const child = Bun.spawn([process.execPath, resolve('src/main.ts'), ...words], {
          env: { DATA_DIR: at('mortal') },
          stdout: 'ignore',
          stderr: 'ignore',
        })
        setTimeout(() => child.kill('SIGKILL'), delayMs)
        return child.exited
      }
      await run(['restore', '--force', at('busy.tar.gz')])
      const { exitCode, err } = await runToEnd(['check'], { DATA_DIR: at('mortal') })
      expect([delayMs, exitCode, err]).toEqual([delayMs, 0, expect.stringContaining('All is well')])

      const target = at(`killed-${delayMs}.tar.gz`)
      await run(['backup', target])
      if (existsSync(target)) {
        const fresh = { DATA_DIR: at(`from-killed-${delayMs}`) }
        expect((await runToEnd(['restore', target], fresh)).exitCode).toBe(0)
      }
    }
  })
})

describe('check', () => {
  test('names a file that is missing, and ends with code 2', async () => {
    cpSync(at('twin'), at('holed'), { recursive: true })
    const [name = ''] = readdirSync(at('holed/uploads'))
    rmSync(at(`holed/uploads/${name}`))
    const { exitCode, err } = await runToEnd(['check'], { DATA_DIR: at('holed') })
    expect([exitCode, err.trim()]).toEqual([2, `The file ${name.split('.')[0]} is missing.`])
  })
})

describe('a schema', () => {
  test('that is newer is refused with the version that is needed', async () => {
    cpSync(at('twin'), at('newer'), { recursive: true })
    const db = new Database(at('newer/chayenity.db'))
    db.exec("UPDATE product SET version = '9.8.7'; PRAGMA user_version = 999")
    db.close()
    const { exitCode, err } = await runToEnd(['serve'], { DATA_DIR: at('newer') })
    expect([exitCode, err]).toEqual([1, expect.stringContaining('Start 9.8.7 or a newer version.')])
  })

  test('that is older is backed up before it is brought up to date', async () => {
    mkdirSync(at('older'), { mode: 0o700 })
    const db = new Database(at('older/chayenity.db'))
    db.exec(readFileSync('src/storage/sqlite/migrations/0001-people-and-gigs.sql', 'utf8'))
    db.exec('PRAGMA user_version = 1')
    db.close()
    const upgraded = await startProcess(['serve'], { DATA_DIR: at('older') })
    await upgraded.end('SIGTERM')
    const [name = ''] = readdirSync(at('older/backups'))
    expect(name).toStartWith('before-schema-1-')
    // Going back is restoring it.
    renameSync(at(`older/backups/${name}`), at('before.tar.gz'))
    expect((await runToEnd(['restore', at('before.tar.gz')], { DATA_DIR: at('back') })).exitCode).toBe(0)
  })

  test('is whole wherever bringing it up to date is killed', async () => {
    for (const delayMs of [60, 100, 140, 180, 220, 260]) {
      const dataDir = at(`cut-${delayMs}`)
      mkdirSync(dataDir, { mode: 0o700 })
      const db = new Database(join(dataDir, 'chayenity.db'))
      db.exec(readFileSync('src/storage/sqlite/migrations/0001-people-and-gigs.sql', 'utf8'))
      db.exec('PRAGMA user_version = 1')
      db.close()
      const child = Bun.spawn([process.execPath, resolve('src/main.ts'), 'serve'], {
        env: { DATA_DIR: dataDir, PORT: '0' },
        stdout: 'ignore',
        stderr: 'ignore',
      })
      setTimeout(() => child.kill('SIGKILL'), delayMs)
      await child.exited
      const again = await startProcess(['serve'], { DATA_DIR: dataDir })
      expect((await fetch(`${again.url}/health`)).status).toBe(200)
      await again.end('SIGTERM')
      expect((await runToEnd(['check'], { DATA_DIR: dataDir })).exitCode).toBe(0)
      expect(readdirSync(dataDir).filter(name => name.includes('staging'))).toEqual([])
    }
  })
})

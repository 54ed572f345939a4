import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Cron } from 'croner'
import { watchTasks } from '../../test/support/fake-task.ts'
import { testNow } from '../../test/support/server.ts'
import { makeFolder } from '../../test/support/stores.ts'
import { type Config, readConfig } from '../config.ts'
import { type Context, createContext, disposeContext } from '../context.ts'
import { manualClock } from '../lib/clock.ts'
import { createLog } from '../lib/log.ts'
import { StorageError } from '../storage/storage-error.ts'
import { type BackupJob, Upkeep } from '../storage/upkeep.ts'
import { scheduleBackups, shortened } from './schedule.ts'

const name = 'chayenity-20251001T100000.tar.gz'
const clock = manualClock(testNow)
const logLines: string[] = []
const inMemory = createContext(readConfig({ DATA_DIR: ':memory:' }, 'production'), {
  clock,
  log: createLog('info', { write: line => logLines.push(line) }),
})
afterAll(() => disposeContext(inMemory))

let folder: ReturnType<typeof makeFolder>
let watched: ReturnType<typeof watchTasks>
const at = (path: string) => join(folder.path, path)

beforeEach(() => {
  folder = makeFolder()
  watched = watchTasks()
  logLines.length = 0
})
afterEach(() => {
  watched.restore()
  folder.remove()
})

const open = (changes: Partial<Config> = {}) => {
  const config = { ...inMemory.config, dataDir: folder.path, ...changes }
  const ctx: Context = { ...inMemory, upkeep: new Upkeep(), config }
  const { stop } = scheduleBackups(ctx)
  return { upkeep: ctx.upkeep, stop }
}

const jobOf = ({ backupJob }: Upkeep): BackupJob => {
  if (!backupJob) throw new Error('There is no job.')
  return backupJob
}

const taskOf = (number: number) => {
  const task = watched.tasks[number]
  if (!task) throw new Error(`There is no task ${number}.`)
  return task
}

const place = (backup: string, content: string) => {
  mkdirSync(at('backups'), { recursive: true })
  writeFileSync(at(`backups/${backup}`), content)
}

describe('the backups of a server', () => {
  test('are none of data in memory or in PostgreSQL', async () => {
    const elsewhere: Partial<Config>[] = [{ dataDir: ':memory:' }, { databaseUrl: 'postgres://somewhere' }]
    for (const changes of elsewhere) {
      const { upkeep, stop } = open({ backupSchedule: '0 3 * * *', ...changes })
      expect([upkeep.backupJob, upkeep.lastBackup]).toEqual([null, null])
      await stop()
    }
  })

  test('are listed from the newest on, and the newest of undamaged data is the last one', async () => {
    const damaged = 'chayenity-20251001T030000-damaged.tar.gz'
    const names = ['chayenity-20250930T030000.tar.gz', damaged, 'chayenity-20250929T030000.tar.gz']
    for (const [n, each] of names.entries()) place(each, 'x'.repeat(n + 1))
    for (const other of ['before-schema-9-20250930T000000.tar.gz', 'chayenity-mine.tar.gz', 'note.txt'])
      place(other, 'x')
    const { upkeep } = open()
    const job = jobOf(upkeep)
    expect(job.list()).toEqual([
      { name: damaged, atMs: Date.UTC(2025, 9, 1, 3), bytes: 2, isDamaged: true },
      { name: names[0] ?? '', atMs: Date.UTC(2025, 8, 30, 3), bytes: 1, isDamaged: false },
      { name: names[2] ?? '', atMs: Date.UTC(2025, 8, 29, 3), bytes: 3, isDamaged: false },
    ])
    expect(upkeep.lastBackup).toEqual({ atMs: Date.UTC(2025, 8, 30, 3), bytes: 1 })
    expect(job.pathOf(damaged)).toBe(at(`backups/${damaged}`))
    expect(['note.txt', '../chayenity.db', name].map(job.pathOf)).toEqual([null, null, null])
  })

  test('are none where there is no folder of them, nor a next one without a schedule', () => {
    const { upkeep } = open()
    expect([upkeep.lastBackup, jobOf(upkeep).list()]).toEqual([null, []])
    expect([jobOf(upkeep).nextAtMs(), jobOf(upkeep).isRunning()]).toEqual([null, false])
  })

  describe('in a time zone that is not UTC', () => {
    const zone = process.env.TZ
    beforeAll(() => {
      process.env.TZ = 'Asia/Bangkok'
    })
    afterAll(() => {
      process.env.TZ = zone ?? 'UTC'
    })

    test('begin at the time of the schedule in UTC', async () => {
      const { upkeep, stop } = open({ backupSchedule: '30 3 1 1 *' })
      const next = new Date(jobOf(upkeep).nextAtMs() ?? 0).toISOString()
      expect(next).toMatch(/^\d{4}-01-01T03:30:00\.000Z$/)
      await stop()
    })
  })
})

describe('a backup that is made at once', () => {
  const made = { name, files: 3, bytes: 1234, problems: [] }

  test('is a task with the settings, and counts when it is there', async () => {
    const { upkeep } = open({
      backupKeep: 4,
      backupKeepDays: 3,
      backupKeepWeeks: 2,
      backupKeepMonths: 1,
      backupTo: 's3://copies/here',
      s3Bucket: 'pictures',
    })
    const job = jobOf(upkeep)
    const running = job.run()
    expect(job.isRunning()).toBe(true)
    expect(JSON.parse(taskOf(0).sent.join(''))).toMatchObject({
      name: 'backup',
      job: {
        dataDir: folder.path,
        nowMs: testNow,
        pictures: 'bucket',
        retention: { newest: 4, days: 3, weeks: 2, months: 1 },
        bucket: { bucket: 'copies', prefix: 'here/' },
      },
    })
    await taskOf(0).answer({ result: made })
    expect(await running).toEqual({ name, bytes: 1234, atMs: testNow, isDamaged: false })
    expect(job.isRunning()).toBe(false)
    expect(upkeep.backups).toEqual({ complete: 1, damaged: 0, failed: 0 })
    expect(upkeep.lastBackup).toEqual({ atMs: testNow, bytes: 1234 })
    expect(logLines).toHaveLength(1)
    expect(JSON.parse(logLines[0] ?? '')).toMatchObject({ backup: name, files: 3, msg: 'backed up' })
  })

  test('stays in the folder, with its pictures, where the settings name no bucket', async () => {
    const running = jobOf(open().upkeep).run()
    expect(JSON.parse(taskOf(0).sent.join(''))).toMatchObject({ job: { pictures: 'folder', bucket: null } })
    await taskOf(0).answer({ result: made })
    await running
  })

  test('of damaged data is no last one, and the log names what is damaged', async () => {
    const problems = Array.from({ length: 21 }, (_, n) => `Problem ${n}.`)
    const { upkeep } = open()
    const running = jobOf(upkeep).run()
    await taskOf(0).answer({ result: { ...made, problems } })
    expect((await running).isDamaged).toBe(true)
    expect([upkeep.backups, upkeep.lastBackup]).toEqual([{ complete: 0, damaged: 1, failed: 0 }, null])
    expect(logLines).toHaveLength(1)
    expect(JSON.parse(logLines[0] ?? '')).toMatchObject({
      backup: name,
      files: 3,
      problems: [...problems.slice(0, 20), '1 more, which `chayenity check` lists.'],
      msg: 'The data is damaged, and was backed up as it is.',
    })
  })

  test('is refused while another one is made, and not after one that has failed', async () => {
    const { upkeep } = open()
    const job = jobOf(upkeep)
    const first = job.run().catch((error: unknown) => error)
    await expect(job.run()).rejects.toMatchObject({
      code: 'OVERLOADED',
      message: 'Another backup is being made.',
      retryAfterSeconds: 10,
    })
    expect(job.isRunning()).toBe(true)
    await taskOf(0).answer({ storageError: 'The disk is full.' })
    expect(await first).toEqual(new StorageError('The disk is full.'))
    expect([job.isRunning(), upkeep.backups.complete, logLines]).toEqual([false, 0, []])
    const second = job.run()
    await taskOf(1).answer({ result: made })
    expect((await second).name).toBe(name)
  })

  test('ends with the server, and what it leaves behind is swept', async () => {
    const leftBehind = ['.chayenity-staging-00000001', 'backups/.chayenity-staging-00000002']
    const leave = () => {
      for (const path of leftBehind) {
        mkdirSync(at(path), { recursive: true })
        writeFileSync(at(`${path}/.lock`), '')
      }
    }
    const { upkeep, stop } = open()
    leave()
    const running = jobOf(upkeep)
      .run()
      .catch(error => String(error))
    await stop()
    expect(taskOf(0).killed).toEqual(['SIGKILL'])
    expect(await running).toContain('The process of the backup ended early (SIGKILL).')
    expect([readdirSync(folder.path), readdirSync(at('backups'))]).toEqual([['backups'], []])
    await stop()
    expect(watched.tasks).toHaveLength(1)
  })
})

describe('a backup of the schedule', () => {
  /** Opens with a schedule whose time a test lets come. */
  const openScheduled = () => {
    const crons: Cron[] = []
    const usual = Cron.prototype.schedule
    const scheduling = spyOn(Cron.prototype, 'schedule').mockImplementation(function (this: Cron, run) {
      crons.push(this)
      return usual.call(this, run)
    })
    const opened = open({ backupSchedule: '30 3 1 1 *' })
    scheduling.mockRestore()
    const [cron] = crons
    if (!cron) throw new Error('Nothing was scheduled.')
    return { ...opened, comesDue: () => cron.trigger() }
  }

  test('counts as failed when it fails, and the log says why; the next one is made', async () => {
    const { upkeep, stop, comesDue } = openScheduled()
    const first = comesDue()
    await taskOf(0).answer({ storageError: 'The disk is full.' })
    await first
    expect(upkeep.backups).toEqual({ complete: 0, damaged: 0, failed: 1 })
    expect(logLines.map(line => JSON.parse(line))).toMatchObject([
      { err: { message: 'The disk is full.' }, msg: 'The scheduled backup failed.' },
    ])
    const second = comesDue()
    await taskOf(1).answer({ result: { name, files: 1, bytes: 1, problems: [] } })
    await second
    expect(upkeep.backups).toEqual({ complete: 1, damaged: 0, failed: 1 })
    await stop()
  })

  test('is left out while another one is made', async () => {
    const { upkeep, stop, comesDue } = openScheduled()
    const running = jobOf(upkeep).run()
    await comesDue()
    expect([watched.tasks.length, upkeep.backups.failed]).toEqual([1, 0])
    await taskOf(0).answer({ result: { name, files: 1, bytes: 1, problems: [] } })
    await running
    await stop()
  })

  test('that ends with the server has not failed, and none begins after that', async () => {
    const { upkeep, stop, comesDue } = openScheduled()
    const ending = comesDue()
    await stop()
    await ending
    await comesDue()
    expect([watched.tasks.length, upkeep.backups.failed, logLines]).toEqual([1, 0, []])
  })
})

test('twenty problems are logged as they are, and more of them in one line more', () => {
  const problems = (count: number) => Array.from({ length: count }, (_, n) => `Problem ${n}.`)
  expect(shortened(problems(20))).toEqual(problems(20))
  expect(shortened(problems(23))).toEqual([...problems(20), '3 more, which `chayenity check` lists.'])
})

import { afterEach, beforeEach, expect, test } from 'bun:test'
import { chmodSync } from 'node:fs'
import { runHere } from '../../test/support/command-here.ts'
import { freePort } from '../../test/support/ports.ts'
import { makeFolder } from '../../test/support/stores.ts'
import { doctor } from './doctor.ts'

let folder: ReturnType<typeof makeFolder>
beforeEach(() => {
  folder = makeFolder()
  chmodSync(folder.path, 0o700)
})
afterEach(() => folder.remove())

const examine = async (env: Record<string, string> = {}) => {
  const { out, exitCode } = await runHere(
    { DATA_DIR: folder.path, MIN_FREE_MB: '0', PORT: String(freePort()), ...env },
    doctor,
  )
  const lines = out.trimEnd().split('\n')
  return {
    exitCode,
    lines,
    topics: lines.flatMap(line => /^(\w+ +\w+) /.exec(line)?.[1]?.split(/ +/).join(' ') ?? []),
  }
}

test('the doctor goes through everything in an order, and warnings alone are no failure', async () => {
  const { exitCode, lines, topics } = await examine()
  expect(topics).toEqual([
    'ok settings',
    'ok disk',
    'ok clock',
    'warning server',
    'ok proxy',
    'warning backups',
  ])
  expect(lines.slice(-2)).toEqual(['', '0 problems, 2 warnings.'])
  expect(exitCode).toBe(0)
})

test('the doctor writes what it found in columns, and its advice below', async () => {
  const { lines } = await examine()
  expect(lines[0]).toBe('ok       settings     All settings are valid.')
  const at = lines.indexOf('warning  backups      BACKUP_SCHEDULE is unset: the server makes no backups.')
  expect(lines[at + 1]).toBe(
    '                      Set it to "0 3 * * *", or let cron run "chayenity backup".',
  )
})

test('the doctor looks at no disk and no backups of data in memory', async () => {
  expect((await examine({ DATA_DIR: ':memory:' })).topics).toEqual([
    'warning settings',
    'ok clock',
    'warning server',
    'ok proxy',
  ])
})

test('the doctor looks for PostgreSQL in place of backups of SQLite, and fails where it finds a problem', async () => {
  const env = { DATABASE_URL: 'postgres://127.0.0.1:1/chayenity', COPIES: '1' }
  const { exitCode, lines, topics } = await examine(env)
  expect(topics).toEqual([
    'ok settings',
    'ok disk',
    'ok clock',
    'problem database',
    'warning server',
    'ok proxy',
  ])
  expect(lines.at(-1)).toBe('1 problem, 1 warning.')
  expect(exitCode).toBe(1)
})

test('the doctor stops at settings that are wrong', async () => {
  const { exitCode, lines } = await examine({ PORT: 'http' })
  expect(lines).toEqual([
    'problem  settings     PORT must be a whole number from 0 to 65535, not "http".',
    '                      Correct it: the server does not start. "chayenity serve --help" lists all settings.',
    '',
    '1 problem, 0 warnings.',
  ])
  expect(exitCode).toBe(1)
})

test('the doctor looks at the certificate', async () => {
  const tls = { TLS_CERT: 'test/support/tls/cert.pem', TLS_KEY: 'test/support/tls/renewed-key.pem' }
  expect((await examine(tls)).topics).toContain('problem certificate')
})

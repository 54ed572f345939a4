import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { chmodSync, mkdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../../test/support/process.ts'
import { readConfig } from '../../config.ts'
import { examineBackups, examineClock, examineDisk } from './folder.ts'
import { examineCertificate } from './network.ts'
import { examineSettings } from './settings.ts'

const nowMs = Date.UTC(2026, 0, 10, 12)
const hourMs = 3_600_000

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
  chmodSync(folder.path, 0o700)
})
afterEach(() => folder.remove())

const configWith = (settings: Record<string, string> = {}) =>
  readConfig({ DATA_DIR: folder.path, ...settings }, 'production')
const put = (name: string, bytes = 0) => {
  const path = join(folder.path, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, '')
  truncateSync(path, bytes)
  return path
}
const told = (findings: { level: string; sentence: string }[]) =>
  findings.map(({ level, sentence }) => `${level}: ${sentence.replaceAll(folder.path, 'FOLDER')}`)

describe('the doctor, about settings', () => {
  test('says nothing against the defaults, and names each invalid one', () => {
    expect(told(examineSettings({}).findings)).toEqual(['ok: All settings are valid.'])
    const { config, findings } = examineSettings({ PORT: 'x', TRUST_PROXY: 'y' })
    expect(config).toBeNull()
    expect(findings.map(({ level }) => level)).toEqual(['problem', 'problem'])
  })

  test.each([
    ['DATA_DIR=:memory:', 'DATA_DIR is :memory:, which keeps nothing.'],
    ['RATE_LIMIT=off', 'RATE_LIMIT is off: passwords can be guessed quickly.'],
    ['HOST=0.0.0.0', 'HOST is 0.0.0.0 without TLS_CERT: passwords cross the network unencrypted.'],
    ['TRUST_PROXY=1', 'Nobody can read /metrics: behind a proxy a token is needed.'],
    ['CORS_ORIGINS=*', 'CORS_ORIGINS is *: every web page may call the server.'],
  ])('warns of %s', (setting, sentence) => {
    const [name = '', value = ''] = setting.split('=')
    const environment = { [name]: value }
    const { findings } = examineSettings(environment)
    expect(told(findings)).toEqual([`warning: ${sentence}`])
    expect(findings[0]?.advice).toBeString()
  })
})

describe('the doctor, about the disk', () => {
  test('is content with a folder of its own and with one that can be made', () => {
    expect(told(examineDisk(configWith()))).toEqual([expect.stringMatching(/^ok: "FOLDER" can be written/)])
    const missing = configWith({ DATA_DIR: join(folder.path, 'new') })
    expect(told(examineDisk(missing))).toEqual([
      'ok: DATA_DIR "FOLDER/new" does not exist yet. The first start makes it.',
    ])
  })

  test('finds a folder that cannot be made, an open one, a full disk, and a WAL past its bound', () => {
    const nowhere = configWith({ DATA_DIR: join(folder.path, 'no', 'where') })
    expect(told(examineDisk(nowhere))).toEqual([
      'problem: DATA_DIR "FOLDER/no/where" does not exist and cannot be made.',
    ])
    chmodSync(folder.path, 0o755)
    put('chayenity.db-wal', 65 * 1024 ** 2)
    put('chayenity.db')
    expect(told(examineDisk(configWith({ MIN_FREE_MB: '1000000' })))).toEqual([
      'warning: Other users can open DATA_DIR "FOLDER".',
      expect.stringMatching(/^problem: \d+ MiB are free, less than MIN_FREE_MB: uploads are rejected\.$/),
      'warning: The write-ahead log has grown to 65 MiB.',
    ])
  })

  test('warns when there is no room for a backup', () => {
    put('chayenity.db', 10 * 1024 ** 4)
    expect(told(examineDisk(configWith()))).toEqual([
      expect.stringMatching(/^warning: \d+ MiB are free\. A backup of this data may need 20971520 MiB\.$/),
    ])
  })
})

describe('the doctor, about the clock', () => {
  test('finds one that was set back, and one that differs from that of another machine', () => {
    const written = put('chayenity.db')
    utimesSync(written, new Date(nowMs), new Date(nowMs))
    const config = configWith()
    expect(examineClock(config, nowMs, nowMs + 2000).level).toBe('ok')
    expect(told([examineClock(config, nowMs - hourMs, null)])).toEqual([
      'problem: The clock was set back: it is 2026-01-10T11:00:00.000000Z, and data was written at 2026-01-10T12:00:00.000000Z. Tokens last longer by as much.',
    ])
    expect(told([examineClock(config, nowMs, nowMs + 90_000)])).toEqual([
      'problem: The clock differs by 90 s from that of the proxy at PUBLIC_URL.',
    ])
  })
})

describe('the doctor, about backups', () => {
  const scheduled = () => configWith({ BACKUP_SCHEDULE: '0 3 * * *' })

  test('warns when there is no schedule and when there is no backup yet', () => {
    expect(told([examineBackups(configWith(), nowMs)])).toEqual([
      'warning: BACKUP_SCHEDULE is unset: the server makes no backups.',
    ])
    expect(told([examineBackups(scheduled(), nowMs)])).toEqual([
      'warning: There is no backup yet. The schedule is "0 3 * * *".',
    ])
  })

  test.each([
    ['chayenity-20260110T030000.tar.gz', 'ok: The newest backup is 9 hours old.'],
    // That of today may still be under way.
    ['chayenity-20260109T030000.tar.gz', 'ok: The newest backup is 33 hours old.'],
    ['chayenity-20260108T030000.tar.gz', 'problem: The newest backup is 57 hours old: backups of the'],
    ['chayenity-20260110T030000-damaged.tar.gz', 'problem: The newest backup (chayenity-20260110T030000-dam'],
  ])('judges %s by the schedule', (name, sentence) => {
    put('backups/chayenity-20260101T030000.tar.gz')
    put(`backups/${name}`)
    put('backups/before-schema-9-20260110T110000.tar.gz')
    expect(told([examineBackups(scheduled(), nowMs)])).toEqual([expect.stringContaining(sentence)])
  })
})

describe('the doctor, about the certificate', () => {
  const tls = { TLS_CERT: 'test/support/tls/cert.pem', TLS_KEY: 'test/support/tls/key.pem' }

  test('says how long it is valid, when it ends soon, and what is wrong with it', () => {
    const [valid] = examineCertificate(configWith(tls), nowMs)
    const days = Number(/valid for (\d+) days/.exec(valid?.sentence ?? '')?.[1])
    const endsMs = nowMs + (days + 1) * 24 * hourMs
    expect(valid?.level).toBe('ok')
    const at = (ms: number) => told(examineCertificate(configWith(tls), ms))
    expect(at(endsMs - 8 * 24 * hourMs)).toEqual([
      expect.stringMatching(/^warning: The certificate in TLS_CERT expires in [67] days\.$/),
    ])
    expect(at(endsMs)).toEqual(['problem: The certificate in TLS_CERT has expired.'])
    const other = { ...tls, TLS_KEY: 'test/support/tls/renewed-key.pem' }
    expect(told(examineCertificate(configWith(other), nowMs))).toEqual([
      expect.stringContaining('does not fit the certificate'),
    ])
    expect(examineCertificate(configWith(), nowMs)).toEqual([])
  })
})

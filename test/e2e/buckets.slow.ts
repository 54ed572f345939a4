import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { bucketOf, copyToBucket, decrypt, readFromBucket } from '../../src/backup/bucket.ts'
import { readConfig } from '../../src/config.ts'
import { createBucketRequests, listObjects } from '../../src/files/bucket-requests.ts'
import { Client } from '../support/client.ts'
import { bucketKey, missingObjectStore, startObjectStore } from '../support/object-store.ts'
import { joinSomchai } from '../support/people.ts'
import { runToEnd, startProcess, temporaryFolder } from '../support/process.ts'

/** Backups in a bucket of a real S3 server, SeaweedFS. */

const folder = temporaryFolder()
const at = (name: string) => join(folder.path, name)

let store: Awaited<ReturnType<typeof startObjectStore>>
let env: Record<string, string>
const identityFile = at('identity.txt')

beforeAll(async () => {
  const missing = missingObjectStore()
  if (missing !== null) throw new Error(missing)
  store = await startObjectStore(folder.path, 'backups')
  const identity = await generateIdentity()
  writeFileSync(identityFile, `# made by age-keygen\n${identity}\n`)
  env = {
    S3_ENDPOINT: store.endpoint,
    S3_ACCESS_KEY_ID: bucketKey.accessKeyId,
    S3_SECRET_ACCESS_KEY: bucketKey.secretAccessKey,
    BACKUP_PUBLIC_KEY: await identityToRecipient(identity),
  }
})
afterAll(async () => {
  await store.end()
  folder.remove()
})

const namesIn = async (prefix: string): Promise<string[]> => {
  const { contents = [] } = await store.client.list({ prefix })
  return contents.map(({ key }) => key.slice(prefix.length)).sort()
}

const keepOne = { newest: 1, days: 0, weeks: 0, months: 0 }
const configWith = (more: Record<string, string>) => readConfig({ ...env, ...more }, 'production')

describe('a scheduled backup', () => {
  test('is copied to the bucket, encrypted, and restored from there with the private key only', async () => {
    const settings = { ...env, BACKUP_TO: 's3://backups/encrypted', BACKUP_SCHEDULE: '* * * * * *' }
    const server = await startProcess(['serve'], { DATA_DIR: at('live'), ...settings })
    const { tokens } = await joinSomchai(server)
    // The next backup that begins has what was just written.
    const before = await namesIn('encrypted/')
    while ((await namesIn('encrypted/')).filter(name => !before.includes(name)).length < 2)
      await Bun.sleep(100)
    await server.end('SIGTERM')
    const [name = ''] = await namesIn('encrypted/')
    expect(name).toMatch(/^chayenity-\d{8}T\d{6}\.tar\.gz\.age$/)
    const bytes = Buffer.from(await store.client.file(`encrypted/${name}`).arrayBuffer())
    expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1')

    const restore = (words: string[], target: string) =>
      runToEnd(['restore', 's3://backups/encrypted/', ...words], { ...env, DATA_DIR: at(target) })
    const locked = await restore([], 'locked')
    expect([locked.exitCode, locked.err]).toEqual([1, expect.stringContaining('Add --identity FILE')])
    writeFileSync(at('other.txt'), await generateIdentity())
    const wrong = await restore(['--identity', at('other.txt')], 'locked')
    expect([wrong.exitCode, wrong.err]).toEqual([1, expect.stringContaining('cannot be decrypted')])
    expect(existsSync(at('locked'))).toBe(false)

    const good = await restore(['--identity', identityFile, '--keep-sessions'], 'twin')
    expect([good.exitCode, good.err]).toEqual([0, expect.stringContaining('Restored into')])
    const twin = await startProcess(['serve'], { DATA_DIR: at('twin') })
    expect((await new Client(twin.url, tokens.access_token).get('/api/users/me')).status).toBe(200)
    await twin.end('SIGTERM')
    expect(readdirSync(folder.path).filter(found => found.includes('staging'))).toEqual([])
  })

  test('stays in the folder when the bucket cannot be written, and the log and the metrics say so', async () => {
    const settings = { ...env, BACKUP_TO: 's3://backups/closed', BACKUP_SCHEDULE: '* * * * * *' }
    const server = await startProcess(['serve'], {
      DATA_DIR: at('closed'),
      ...settings,
      S3_SECRET_ACCESS_KEY: 'not the key',
    })
    while (!server.out().includes('The scheduled backup failed')) await Bun.sleep(100)
    expect(server.out()).toContain('The bucket \\"backups\\" cannot be written')
    expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(
      /chayenity_backups_total\{result="failed"\} [1-9]/,
    )
    await server.end('SIGTERM')
    expect(readdirSync(at('closed/backups')).length).toBeGreaterThan(0)
    expect(await namesIn('closed/')).toEqual([])
  })
})

describe('a bucket', () => {
  test('keeps what the settings say among more objects than a server lists at a time, and other objects', async () => {
    const names = Array.from({ length: 1010 }, (_, n) => {
      const time = new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10).replaceAll('-', '')
      return `chayenity-${time}T030000.tar.gz`
    })
    await Promise.all([...names, 'mine.txt'].map(name => store.client.write(`many/${name}`, 'x')))
    writeFileSync(at('new.tar.gz'), 'newest')
    const bucket = { ...bucketOf(configWith({}), 's3://backups/many'), publicKey: null }
    await copyToBucket(bucket, at('new.tar.gz'), 'chayenity-20261006T030000.tar.gz', {
      newest: 2,
      days: 0,
      weeks: 3,
      months: 3,
    })
    expect(await namesIn('many/')).toEqual([
      'chayenity-20260831T030000.tar.gz',
      'chayenity-20260927T030000.tar.gz',
      'chayenity-20260930T030000.tar.gz',
      'chayenity-20261004T030000.tar.gz',
      'chayenity-20261005T030000.tar.gz',
      'chayenity-20261006T030000.tar.gz',
      'mine.txt',
    ])
  })

  test('takes a file in several parts, and gives it back byte for byte', async () => {
    const bytes = randomBytes(12_000_000)
    writeFileSync(at('large.tar.gz'), bytes)
    const name = 'chayenity-20251001T100000.tar.gz'
    await copyToBucket(bucketOf(configWith({}), 's3://backups/large'), at('large.tar.gz'), name, keepOne)
    const read = await readFromBucket(configWith({}), `s3://backups/large/${name}.age`, at('read'))
    expect(read).toBe(`${name}.age`)
    await decrypt(at('read'), identityFile, at('decrypted'))
    expect(Buffer.from(await Bun.file(at('decrypted')).arrayBuffer()).equals(bytes)).toBe(true)
  })

  test('without a backup, or without an answer, is told in a sentence', async () => {
    const none = await runToEnd(['restore', 's3://backups/nothing/'], { ...env, DATA_DIR: at('none') })
    expect([none.exitCode, none.err.trim()]).toEqual([
      1,
      'There is no backup of undamaged data in "s3://backups/nothing/".',
    ])
    const unreachable = { ...env, S3_ENDPOINT: 'http://127.0.0.1:1', DATA_DIR: at('none') }
    const failed = await runToEnd(['restore', 's3://backups/nothing/'], unreachable)
    expect([failed.exitCode, failed.err]).toEqual([1, expect.stringContaining('"backups" cannot be read')])
    expect(existsSync(at('none'))).toBe(false)
  })

  test('of a server that never answers is given up after five seconds, and a second more for each MiB', async () => {
    const frozen = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Promise<Response>(() => {}) })
    const access = { ...bucketKey, endpoint: frozen.url.href, region: 'us-east-1', bucket: 'backups' }
    const request = createBucketRequests(access)
    const secondsUntilLate = async (call: Promise<unknown>) => {
      const since = performance.now()
      await expect(call).rejects.toThrow('Timeout: no answer within 5000 ms')
      return Math.round((performance.now() - since) / 1000)
    }
    const [read, listed, written] = await Promise.all([
      secondsUntilLate(request({ method: 'GET', key: 'a' })),
      secondsUntilLate(listObjects(access, '').next()),
      secondsUntilLate(request({ method: 'PUT', key: 'a', body: new Uint8Array(3 * 1024 ** 2) })),
    ])
    await frozen.stop(true)
    // A busy machine may be a second late, and its timers count from the beginning of the turn.
    expect([5, 6]).toContain(read)
    expect([5, 6]).toContain(listed)
    expect([8, 9]).toContain(written)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pmtilesOf } from '../test/support/pmtiles.ts'
import { type Config, ConfigError, hasCopies, type Mode, readConfig, settings } from './config.ts'

const problemsOf = (environment: Record<string, string>, mode: Mode = 'production'): string[] => {
  try {
    readConfig(environment, mode)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

const mapFolder = mkdtempSync(join(tmpdir(), 'chayenity-config-maps-'))
afterAll(() => rmSync(mapFolder, { recursive: true, force: true }))
const pictureTiles = join(mapFolder, 'pictures.pmtiles')
writeFileSync(pictureTiles, pmtilesOf([{ tileId: 0, picture: new Uint8Array([1]) }]))
const vectorTiles = join(mapFolder, 'vectors.pmtiles')
writeFileSync(vectorTiles, pmtilesOf([{ tileId: 0, picture: new Uint8Array([1]) }], { tileType: 1 }))

const goodSecret = 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE'

interface Expectation<T> {
  fallback: T
  inDemo?: T
  good: [string, T][]
  bad: string[]
}

/** Every setting: what it is when unset, what it becomes, and which values are rejected. */
const table: { [K in Exclude<keyof Config, 'mode'>]: Expectation<Config[K]> } = {
  app: {
    fallback: false,
    inDemo: true,
    good: [
      ['on', true],
      ['off', false],
    ],
    bad: ['yes', '1'],
  },
  mapTiles: {
    fallback: null,
    good: [
      [
        'https://tile.example.com/{z}/{x}/{y}.png © Example and others',
        { url: 'https://tile.example.com/{z}/{x}/{y}.png', attribution: '© Example and others' },
      ],
    ],
    bad: [
      'https://tile.example.com/{z}/{x}/{y}.png',
      'https://tile.example.com/{z}/{x}.png © Example',
      'https://{s}.example.com/{z}/{x}/{y}.png © Example',
      'https://{z}.example.com/{x}/{y}.png © Example',
      'ftp://tile.example.com/{z}/{x}/{y}.png © Example',
      '/{z}/{x}/{y}.png © Example',
      "https://a;script-src'*'/{z}/{x}/{y}.png © Example",
    ],
  },
  mapPmtiles: {
    fallback: null,
    good: [[pictureTiles, pictureTiles]],
    bad: ['/nowhere/tiles.pmtiles', 'package.json', vectorTiles, '.'],
  },
  backupKeepDays: {
    fallback: 0,
    good: [
      ['0', 0],
      ['1000', 1000],
    ],
    bad: ['1001', '1.5', 'many'],
  },
  backupKeepWeeks: {
    fallback: 0,
    good: [
      ['0', 0],
      ['1000', 1000],
    ],
    bad: ['1001', '1.5', 'many'],
  },
  backupKeepMonths: {
    fallback: 0,
    good: [
      ['0', 0],
      ['1000', 1000],
    ],
    bad: ['1001', '1.5', 'many'],
  },
  backupTo: {
    fallback: null,
    good: [
      ['s3://backups', 's3://backups'],
      ['s3://my-backups/chayenity/main', 's3://my-backups/chayenity/main'],
    ],
    bad: ['/backups', 'https://example.com', 's3://', 's3://B/x y'],
  },
  backupPublicKey: {
    fallback: null,
    good: [
      [
        'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
        'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
      ],
    ],
    bad: ['age1', 'ssh-ed25519 AAAA', 'AGE-SECRET-KEY-1QQPQZQ'],
  },
  s3Bucket: {
    fallback: null,
    good: [
      ['chayenity-pictures.2', 'chayenity-pictures.2'],
      ['ab', 'ab'],
      ['a'.repeat(63), 'a'.repeat(63)],
    ],
    bad: ['s3://pictures', 'Pictures', 'pictures/folder', 'x', '-ab', 'a'.repeat(64)],
  },
  s3Endpoint: {
    fallback: null,
    good: [['https://s3.example.com/', 'https://s3.example.com']],
    bad: ['s3.example.com', 'ftp://s3.example.com'],
  },
  s3Region: { fallback: 'us-east-1', good: [['ap-southeast-7', 'ap-southeast-7']], bad: [] },
  s3AccessKeyId: { fallback: '', good: [['somchai', 'somchai']], bad: [] },
  s3SecretAccessKey: { fallback: '', good: [['a key', 'a key']], bad: [] },
  rateLimitUploads: {
    fallback: 10,
    good: [
      ['1', 1],
      ['1000000', 1_000_000],
    ],
    bad: ['0', '1000001', '1.5', 'many'],
  },
  rateLimitVariants: {
    fallback: 300,
    good: [
      ['1', 1],
      ['1000000', 1_000_000],
    ],
    bad: ['0', '1000001', '1.5', 'many'],
  },
  quotaFiles: {
    fallback: 200,
    good: [
      ['1', 1],
      ['1000000', 1_000_000],
    ],
    bad: ['0', '1000001', '1.5', 'many'],
  },
  quotaMib: {
    fallback: 500,
    good: [
      ['1', 1],
      ['1000000', 1_000_000],
    ],
    bad: ['0', '1000001', '1.5', 'many'],
  },
  thumbnailsMib: {
    fallback: 1024,
    good: [
      ['1', 1],
      ['1000000', 1_000_000],
    ],
    bad: ['0', '1000001', '1.5', 'many'],
  },
  maxWorlds: {
    fallback: 16,
    good: [
      ['1', 1],
      ['1000', 1000],
    ],
    bad: ['0', '1001', '1.5', 'many'],
  },
  allowedHosts: {
    fallback: [],
    good: [
      ['demo.example.com', ['demo.example.com']],
      ['Demo.Example.com, other.test', ['demo.example.com', 'other.test']],
      [' a.test ,, b.test , ', ['a.test', 'b.test']],
    ],
    bad: ['https://demo.example.com', 'demo.example.com:8000', '*'],
  },
  port: {
    fallback: 8000,
    good: [
      ['0', 0],
      ['1', 1],
      ['65535', 65_535],
      [' 3000 ', 3000],
    ],
    bad: ['65536', '-1', '80.5', 'http', '0x50', '1e3', '8000,'],
  },
  host: {
    fallback: null,
    good: [
      ['0.0.0.0', '0.0.0.0'],
      ['::1', '::1'],
      ['localhost', 'localhost'],
    ],
    bad: ['http://localhost', 'a b', 'a/b', '*'],
  },
  opsPort: {
    fallback: null,
    good: [
      ['1', 1],
      ['65535', 65_535],
    ],
    bad: ['0', '65536', 'http'],
  },
  httpRedirectPort: {
    fallback: null,
    good: [
      ['1', 1],
      ['80', 80],
      ['65535', 65_535],
    ],
    bad: ['0', '65536', '-1', 'http'],
  },
  databaseUrl: {
    fallback: null,
    good: [['postgres://db.example.com/chayenity', 'postgres://db.example.com/chayenity']],
    bad: [
      'postgres:///chayenity',
      'http://db.example.com/chayenity',
      'postgres://db.example.com',
      'db.example.com:5432',
    ],
  },
  databaseConnections: {
    fallback: 16,
    good: [
      ['2', 2],
      ['200', 200],
    ],
    bad: ['1', '201', 'all'],
  },
  databasePooler: {
    fallback: 'off',
    good: [['transaction', 'transaction']],
    bad: ['on', 'session'],
  },
  redisUrl: {
    fallback: null,
    good: [
      ['redis://:secret@redis.internal:6379', 'redis://:secret@redis.internal:6379'],
      ['rediss://redis.internal', 'rediss://redis.internal'],
    ],
    bad: ['redis.internal:6379', 'http://redis.internal', 'redis:///1'],
  },
  copies: {
    fallback: null,
    good: [
      ['1', 1],
      ['1000', 1000],
    ],
    bad: ['0', '1001', '1.5', 'two'],
  },
  dataDir: {
    fallback: './data',
    good: [
      [':memory:', ':memory:'],
      ['/var/lib/chayenity', '/var/lib/chayenity'],
    ],
    bad: [],
  },
  publicUrl: {
    fallback: null,
    good: [
      ['https://api.chayenity.com', 'https://api.chayenity.com'],
      ['https://example.com/base/', 'https://example.com/base'],
    ],
    bad: ['api.chayenity.com', 'ftp://x', 'https://x/?a=b', 'https://x/#a', 'https://me:pw@x', '/'],
  },
  jwtSecret: {
    fallback: null,
    good: [
      [goodSecret, goodSecret],
      ['ฉซผกทขฮคยปลว', 'ฉซผกทขฮคยปลว'],
    ],
    bad: [
      goodSecret.slice(1),
      'x',
      'your-256-bit-secret-0123456789abcdef',
      'your_jwt_secret_key_here_0123456789',
      'change-me-change-me-change-me-change-me',
      'CHANGE_THIS_to_something_long_and_random',
      'this is only an example of a long secret',
      'supersecretsupersecretsupersecretsupersecret',
      'please-keep-this-private-0123456789abc',
      'placeholder-0123456789abcdefghijklmnop',
      'a'.repeat(64),
      'abababababababababababababababababab',
    ],
  },
  accessTokenMinutes: {
    fallback: 30,
    good: [
      ['0.001', 0.001],
      ['0.5', 0.5],
      ['1440', 1440],
    ],
    bad: ['0', '0.0009', '1440.1', '-1', 'half', '.5'],
  },
  refreshTokenDays: {
    fallback: 30,
    good: [
      ['0.0001', 0.0001],
      ['365', 365],
    ],
    bad: ['0', '366', '0.00009', 'a month'],
  },
  rateLimit: {
    fallback: true,
    inDemo: false,
    good: [
      ['on', true],
      ['off', false],
    ],
    bad: ['true', 'ON', '0', 'yes'],
  },
  rateLimitAuth: {
    fallback: 5,
    good: [
      ['1', 1],
      ['1000000', 1_000_000],
    ],
    bad: ['0', '1000001', '2.5', 'many'],
  },
  rateLimitOther: {
    fallback: 100,
    good: [
      ['1', 1],
      ['1000000', 1_000_000],
    ],
    bad: ['0', '1000001', '2.5', 'many'],
  },
  corsOrigins: {
    fallback: [],
    inDemo: '*',
    good: [
      ['*', '*'],
      ['http://localhost:3000', ['http://localhost:3000']],
      ['https://A.example.com/, http://b:1 ,', ['https://a.example.com', 'http://b:1']],
    ],
    bad: ['localhost:3000', 'https://x/path', '*, http://x', 'null', 'http://x?a'],
  },
  trustProxy: {
    fallback: 0,
    good: [
      ['off', 0],
      ['false', 0],
      ['on', 1],
      ['true', 1],
      ['0', 0],
      ['10', 10],
    ],
    bad: ['11', '-1', '1.5', 'yes', '10.0.0.1'],
  },
  durability: {
    fallback: 'grouped',
    good: [
      ['grouped', 'grouped'],
      ['full', 'full'],
    ],
    bad: ['FULL', 'none', 'off'],
  },
  tlsCert: { fallback: null, good: [['/etc/cert.pem', '/etc/cert.pem']], bad: [] },
  tlsKey: { fallback: null, good: [['/etc/key.pem', '/etc/key.pem']], bad: [] },
  metricsToken: { fallback: null, good: [[goodSecret, goodSecret]], bad: ['short', 'a'.repeat(40)] },
  minFreeMb: {
    fallback: 256,
    good: [
      ['0', 0],
      ['1000000', 1_000_000],
    ],
    bad: ['-1', '1000001', '1.5', 'much'],
  },
  backupSchedule: {
    fallback: null,
    good: [['0 3 * * *', '0 3 * * *']],
    bad: ['daily at three', '61 * * * *'],
  },
  backupKeep: {
    fallback: 7,
    good: [
      ['1', 1],
      ['1000', 1000],
    ],
    bad: ['0', '1001'],
  },
  smtpUrl: {
    fallback: null,
    good: [['smtps://me:secret@mail.example.com', 'smtps://me:secret@mail.example.com']],
    bad: ['mail.example.com', 'http://mail.example.com'],
  },
  mailFrom: {
    fallback: 'Chayenity <no-reply@localhost>',
    good: [
      ['desk@example.com', 'desk@example.com'],
      ['The desk <desk@example.com>', 'The desk <desk@example.com>'],
    ],
    bad: ['desk', 'desk@', 'desk@example.com, other', 'The desk <desk@example.com> of us'],
  },
  resetUrl: {
    fallback: null,
    good: [['https://app.example.com/reset', 'https://app.example.com/reset']],
    bad: ['reset'],
  },
  logLevel: {
    fallback: 'info',
    good: [
      ['silent', 'silent'],
      ['trace', 'trace'],
    ],
    bad: ['INFO', 'verbose', '30'],
  },
}

const names = Object.keys(settings) as (keyof typeof settings)[] // they are the keys of a constant

/** Settings that a setting is wrong without. */
const companions: Record<string, Record<string, string>> = {
  SMTP_URL: { PUBLIC_URL: 'https://api.example.com' },
  COPIES: {
    DATABASE_URL: 'postgres://db.internal/chayenity',
    REDIS_URL: 'redis://redis.internal',
    JWT_SECRET: goodSecret,
    S3_BUCKET: 'pictures',
    S3_ACCESS_KEY_ID: 'somchai',
    S3_SECRET_ACCESS_KEY: 'a key',
  },
  DATABASE_URL: { COPIES: '1' },
  REDIS_URL: { DATABASE_URL: 'postgres://chayenity:secret@db.internal/chayenity', COPIES: '1' },
  TLS_CERT: { TLS_KEY: 'server.key' },
  TLS_KEY: { TLS_CERT: 'server.pem' },
  HTTP_REDIRECT_PORT: { TLS_CERT: 'server.pem', TLS_KEY: 'server.key' },
  S3_BUCKET: { S3_ACCESS_KEY_ID: 'somchai', S3_SECRET_ACCESS_KEY: 'a key' },
}

describe('the configuration', () => {
  test('has every setting in this table', () => {
    expect(Object.keys(table).sort()).toEqual([...names].sort())
  })

  for (const name of names) {
    const { variable, isSecret } = settings[name] as { variable: string; isSecret?: true } // only the secret has the flag
    const { fallback, inDemo = fallback, good, bad }: Expectation<unknown> = table[name]

    test(`knows ${variable} by its default, by each good value, and rejects each bad one in a sentence`, () => {
      expect<unknown>(readConfig({}, 'production')[name]).toEqual(fallback)
      expect<unknown>(readConfig({}, 'demo')[name]).toEqual(inDemo)
      for (const empty of ['', '   ']) {
        expect<unknown>(readConfig({ [variable]: empty }, 'production')[name]).toEqual(fallback)
      }
      for (const [text, value] of good) {
        const environment = { ...companions[variable], [variable]: text }
        expect<unknown>(readConfig(environment, 'production')[name]).toEqual(value)
        expect<unknown>(readConfig(environment, 'demo')[name]).toEqual(value)
      }
      for (const text of bad) {
        const problems = problemsOf({ ...companions[variable], [variable]: text })
        expect([text, problems.length]).toEqual([text, 1])
        expect(problems[0]).toMatch(new RegExp(`^${variable} (must|is) [^\\n]+\\.$`))
        // A secret is never repeated, not even a bad one.
        if (isSecret) expect(problems[0]).not.toContain(text.length > 1 ? text : '"x"')
        else expect(problems[0]).toContain(text.split(',')[0] ?? text)
      }
    })
  }

  test('sends no mail whose links lead nowhere', () => {
    const SMTP_URL = 'smtp://localhost'
    expect(problemsOf({ SMTP_URL })).toEqual([
      'SMTP_URL requires PUBLIC_URL or RESET_URL: a link in a mail has to lead somewhere.',
    ])
    expect(readConfig({ SMTP_URL, RESET_URL: 'https://a.example/reset' }, 'production').smtpUrl).toBe(
      SMTP_URL,
    )
  })

  test('reports all problems together', () => {
    const problems = problemsOf({
      PORT: 'x',
      HOST: 'a b',
      JWT_SECRET: 'short',
      LOG_LEVEL: 'loud',
      DATA_DIR: './fine',
    })
    expect(problems.map(problem => problem.split(' ')[0])).toEqual([
      'PORT',
      'HOST',
      'JWT_SECRET',
      'LOG_LEVEL',
    ])
  })

  test('reports settings that are wrong together, beside those that are wrong alone', () => {
    const together = (environment: Record<string, string>) =>
      problemsOf({ PORT: 'x', ...environment }).slice(1)
    const pair = 'TLS_CERT and TLS_KEY belong together: set both or neither.'
    const redirect = 'HTTP_REDIRECT_PORT needs TLS_CERT and TLS_KEY: there is no HTTPS.'
    expect(together({ TLS_CERT: 'a.pem' })).toEqual([pair])
    expect(together({ TLS_KEY: 'a.key', HTTP_REDIRECT_PORT: '80' })).toEqual([pair, redirect])
    expect(together({ TLS_CERT: 'a.pem', TLS_KEY: 'a.key', HTTP_REDIRECT_PORT: '80' })).toEqual([])
    expect(together({ HTTP_REDIRECT_PORT: '80' })).toEqual([redirect])
    expect(together({ S3_BUCKET: 'pictures', S3_ACCESS_KEY_ID: 'somchai' })).toEqual([
      'S3_BUCKET requires S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.',
    ])
    expect(together({ S3_BUCKET: 'pictures', S3_SECRET_ACCESS_KEY: 'a key' })).toEqual([
      'S3_BUCKET requires S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.',
    ])
    expect(together({ S3_ACCESS_KEY_ID: 'somchai' })).toEqual([])
  })

  test('backs up no PostgreSQL by a schedule, and lets several copies be', () => {
    const several = companions.COPIES
    for (const COPIES of ['', '2', '1000']) expect(problemsOf({ ...several, COPIES })).toEqual([])
    for (const COPIES of ['', '1'])
      expect(problemsOf({ ...several, COPIES, BACKUP_SCHEDULE: '0 3 * * *' })).toEqual([
        'BACKUP_SCHEDULE backs up SQLite. With DATABASE_URL, use the tools of PostgreSQL.',
      ])
  })

  test('has copies beside it where PostgreSQL is shared, and not with COPIES=1 or SQLite', () => {
    const databaseUrl = 'postgres://db.internal/chayenity'
    expect(hasCopies({ databaseUrl, copies: null })).toBe(true)
    expect(hasCopies({ databaseUrl, copies: 2 })).toBe(true)
    expect(hasCopies({ databaseUrl, copies: 1 })).toBe(false)
    expect(hasCopies({ databaseUrl: null, copies: null })).toBe(false)
  })

  test('names what several copies of the server cannot do without', () => {
    const DATABASE_URL = 'postgres://db.internal/chayenity'
    expect(problemsOf({ DATABASE_URL })).toEqual([
      'DATABASE_URL requires REDIS_URL, through which copies hear each other, or COPIES=1.',
      'Several copies require JWT_SECRET: each would sign tokens with a key of its own.',
      'Several copies require S3_BUCKET: a picture in DATA_DIR would be at one of them.',
    ])
    expect(problemsOf({ DATABASE_URL, COPIES: '1' })).toEqual([])
    expect(problemsOf({ COPIES: '2', REDIS_URL: 'redis://redis.internal' })).toEqual([
      'COPIES requires DATABASE_URL: SQLite in DATA_DIR has one server.',
      'REDIS_URL requires DATABASE_URL: it is for several copies.',
    ])
  })

  const bounded = names
    .map(name => settings[name])
    .flatMap(({ variable, type }) => {
      const [whole, min = '', max = ''] = /number, (.+) to (.+)$/.exec(type) ?? []
      return whole === undefined ? [] : [[variable, { type, min, max }] as const]
    })

  test.each(bounded)('says the bounds of %s where it tells its type', (variable, { type, min, max }) => {
    for (const text of [min, max])
      expect(problemsOf({ ...companions[variable], [variable]: text })).toEqual([])
    for (const text of [String(Number(min) - 0.0001), String(Number(max) + 1)])
      expect(problemsOf({ ...companions[variable], [variable]: text })).toEqual([
        `${variable} must be a ${type.startsWith('whole') ? 'whole ' : ''}number from ${min} to ${max}, not "${text}".`,
      ])
  })

  test('carries the mode it was read for', () => {
    expect(readConfig({}, 'demo').mode).toBe('demo')
    expect(readConfig({}, 'production').mode).toBe('production')
  })
})

describe('a secret in a file', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chayenity-config-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const fileWith = (text: string) => {
    const file = join(folder, 'secret')
    writeFileSync(file, text)
    return file
  }

  test('is read by JWT_SECRET_FILE, without the line break at its end', () => {
    const file = fileWith(`${goodSecret}\n`)
    expect(readConfig({ JWT_SECRET_FILE: file }, 'production').jwtSecret).toBe(goodSecret)
  })

  test('that is missing, empty or too short is a problem, never a secret of our own making', () => {
    for (const file of [join(folder, 'missing'), folder, fileWith(' \n')]) {
      expect(problemsOf({ JWT_SECRET_FILE: file })).toEqual([
        `JWT_SECRET is not in the file named by JWT_SECRET_FILE, "${file}": it is empty or cannot be read.`,
      ])
    }
    expect(problemsOf({ JWT_SECRET_FILE: fileWith('short') })[0]).toContain('at least 32 bytes')
  })

  test('goes before the variable itself, and an empty name of a file counts as none', () => {
    const other = [...goodSecret].reverse().join('')
    const JWT_SECRET_FILE = fileWith(goodSecret)
    expect(readConfig({ JWT_SECRET_FILE, JWT_SECRET: other }, 'production').jwtSecret).toBe(goodSecret)
    expect(readConfig({ JWT_SECRET_FILE: '', JWT_SECRET: other }, 'production').jwtSecret).toBe(other)
  })

  test('is not known of settings that are no secret', () => {
    expect(readConfig({ PORT_FILE: fileWith('9000') }, 'production').port).toBe(8000)
  })
})

describe('a secret that can be guessed', () => {
  test.each([
    ['abababababababababababababababab', 'different characters'],
    ['abcdefghijklmnopqrstuvwxyz0123456789', 'follows a pattern'],
    ['9876543210zyxwvutsrqponmlkjihgfedcba', 'follows a pattern'],
    ['tK3vQ9xLp2mWtK3vQ9xLp2mWtK3vQ9xLp2mW', 'follows a pattern'],
    ['please-change-me-1234567890-abcdefgh', 'known example'],
  ])('is rejected with a sentence that shows how to make one: %s', (text, reason) => {
    const [problem = ''] = problemsOf({ JWT_SECRET: text })
    expect(problem).toContain(reason)
    expect(problem).toContain('openssl rand -hex 32')
  })

  test.each([
    ['32 bytes of ten characters', '01234567891357902468035791469258', null],
    ['31 bytes', '0123456789135790246803579146925', 'at least 32 bytes'],
    ['nine characters', '12345678913579246835791469258147', 'at least 10 different characters'],
    ['half of them follow the one before', 'abst45hiwx12mnde78pqabhi45stmn12', null],
    ['more than half do', 'abst45hiwx12mnde78pqabhi45stmnop', 'follows a pattern'],
  ])('is judged at the edge: %s', (_, text, problem) => {
    expect(problemsOf({ JWT_SECRET: text })).toEqual(
      problem === null ? [] : [expect.stringContaining(problem)],
    )
  })

  test('is none that is the hex of random bytes', () => {
    for (let round = 0; round < 500; round += 1) {
      const hex = randomBytes(32).toString('hex')
      expect(readConfig({ JWT_SECRET: hex }, 'production').jwtSecret).toBe(hex)
    }
  })
})

import { readFileSync } from 'node:fs'
import { type LogLevel, logLevels } from './lib/log.ts'
import {
  cronExpression,
  httpUrl,
  number,
  oneOf,
  rasterTiles,
  reject,
  secret,
  tileServer,
  whole,
} from './lib/setting-values.ts'

/** Demo adds example data and the development kit to the product. */
export type Mode = 'production' | 'demo'

/** Lists every problem of the configuration, a sentence each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(readonly problems: string[]) {
    super(problems.join('\n'))
  }
}

interface Setting<T> {
  variable: string
  /** The allowed values, in words. */
  type: string
  /** The value when the variable is unset, as text; in production where the modes differ. */
  fallback: string
  demoFallback?: string
  help: string
  isSecret?: true
  /** Throws an `Error` whose message ends the sentence "PORT …". */
  read(text: string): T
}

const setting = <T>(definition: Setting<T>): Setting<T> => definition

const s3Url = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,62}(\/[\w./-]*)?$/

const keptPeriods = (word: 'DAYS' | 'WEEKS' | 'MONTHS', period: string): Setting<number> => ({
  variable: `BACKUP_KEEP_${word}`,
  type: 'whole number, 0 to 1000',
  fallback: '0',
  help: `Number of ${period}s of which the newest scheduled backup is kept beside those of BACKUP_KEEP.`,
  read: whole(0, 1000),
})

/** Every setting. The table in src/cli/README.md is generated from it. */
export const settings = {
  port: setting({
    variable: 'PORT',
    type: 'whole number, 0 to 65535',
    fallback: '8000',
    help: 'TCP port to listen on. 0 takes a free one.',
    read: whole(0, 65_535),
  }),
  host: setting({
    variable: 'HOST',
    type: 'address',
    fallback: '',
    help: 'Address to listen on. 0.0.0.0 listens on every network this machine is in. Unset: this machine only, on 127.0.0.1 and ::1.',
    read: text => {
      if (text === '') return null
      return /^[0-9A-Za-z.:_-]+$/.test(text)
        ? text
        : reject(`must be a host name or an address, not "${text}".`)
    },
  }),
  dataDir: setting({
    variable: 'DATA_DIR',
    type: 'folder, or `:memory:`',
    fallback: './data',
    help: 'Folder of all data. `:memory:` stores nothing on the disk.',
    read: text => text,
  }),
  publicUrl: setting({
    variable: 'PUBLIC_URL',
    type: 'URL',
    fallback: '',
    help: 'Base URL that clients use, such as `https://api.chayenity.com`. It may have a path, whether the proxy strips it or not. Unset: taken from each request.',
    read: text => (text === '' ? null : httpUrl(text, 'base')),
  }),
  jwtSecret: setting({
    variable: 'JWT_SECRET',
    type: 'text, at least 32 bytes',
    fallback: '',
    help: 'Key that signs tokens. Unset: generated at the first start and stored in `DATA_DIR/secret.key`, readable by its owner only.',
    isSecret: true,
    read: text => (text === '' ? null : secret(text)),
  }),
  accessTokenMinutes: setting({
    variable: 'ACCESS_TOKEN_MINUTES',
    type: 'number, 0.001 to 1440',
    fallback: '30',
    help: 'Lifetime of an access token.',
    read: text => number(text, 0.001, 1440, 'decimal'),
  }),
  refreshTokenDays: setting({
    variable: 'REFRESH_TOKEN_DAYS',
    type: 'number, 0.0001 to 365',
    fallback: '30',
    help: 'Lifetime of a session after a login.',
    read: text => number(text, 0.0001, 365, 'decimal'),
  }),
  rateLimit: setting({
    variable: 'RATE_LIMIT',
    type: '`on` or `off`',
    fallback: 'on',
    demoFallback: 'off',
    help: 'Whether requests are limited per client.',
    read: text => oneOf(['on', 'off'])(text) === 'on',
  }),
  rateLimitAuth: setting({
    variable: 'RATE_LIMIT_AUTH',
    type: 'whole number, 1 to 1000000',
    fallback: '5',
    help: 'Requests a minute to each of register, login and refresh.',
    read: whole(1, 1_000_000),
  }),
  rateLimitUploads: setting({
    variable: 'RATE_LIMIT_UPLOADS',
    type: 'whole number, 1 to 1000000',
    fallback: '10',
    help: 'Uploads a minute, of all kinds together.',
    read: whole(1, 1_000_000),
  }),
  rateLimitVariants: setting({
    variable: 'RATE_LIMIT_VARIANTS',
    type: 'whole number, 1 to 1000000',
    fallback: '300',
    help: 'New variants of pictures a minute. Beyond it the next larger stored size or the original is sent.',
    read: whole(1, 1_000_000),
  }),
  rateLimitOther: setting({
    variable: 'RATE_LIMIT_OTHER',
    type: 'whole number, 1 to 1000000',
    fallback: '100',
    help: 'Requests a minute to everything else.',
    read: whole(1, 1_000_000),
  }),
  app: setting({
    variable: 'APP',
    type: '`on` or `off`',
    fallback: 'off',
    demoFallback: 'on',
    help: 'Whether the marketplace for phones is served at `/app`. A demo always has it.',
    read: text => oneOf(['on', 'off'])(text) === 'on',
  }),
  mapTiles: setting({
    variable: 'MAP_TILES',
    type: 'URL template and attribution',
    fallback: '',
    help: 'Tile server whose pictures are beneath the maps, such as `https://tile.example.com/{z}/{x}/{y}.png © Example`. Browsers load them from there. Unset: a sketch of our own.',
    read: text => (text === '' ? null : tileServer(text)),
  }),
  mapPmtiles: setting({
    variable: 'MAP_PMTILES',
    type: 'file',
    fallback: '',
    help: 'PMTiles file (version 3) with PNG, JPEG, WebP or AVIF pictures for beneath the maps, served at `/map/{z}/{x}/{y}`. It goes before MAP_TILES. Vector tiles are not supported.',
    read: text => (text === '' ? null : rasterTiles(text)),
  }),
  corsOrigins: setting({
    variable: 'CORS_ORIGINS',
    type: 'comma-separated origins, or `*`',
    fallback: '',
    demoFallback: '*',
    help: 'Web origins whose pages may call the API, such as `http://localhost:3000`. Unset: only the server’s own.',
    read: text => {
      const origins = text.split(',').map(origin => origin.trim())
      if (text === '*') return '*' as const
      return origins.filter(origin => origin !== '').map(origin => httpUrl(origin, 'origin'))
    },
  }),
  allowedHosts: setting({
    variable: 'ALLOWED_HOSTS',
    type: 'comma-separated host names',
    fallback: '',
    help: 'Host names under which the controls of a demo may be reached, besides addresses, `localhost`, names without a dot and `*.internal`.',
    read: text => {
      const hosts = text.split(',').map(host => host.trim().toLowerCase())
      const wrong = hosts.find(host => !/^[a-z0-9.-]*$/.test(host))
      return wrong === undefined
        ? hosts.filter(host => host !== '')
        : reject(`must list host names such as demo.example.com, not "${wrong}".`)
    },
  }),
  maxWorlds: setting({
    variable: 'MAX_WORLDS',
    type: 'whole number, 1 to 1000',
    fallback: '16',
    help: 'Worlds of a demo beside the main one, each about as large in memory as its database. The least recently used is closed.',
    read: whole(1, 1000),
  }),
  trustProxy: setting({
    variable: 'TRUST_PROXY',
    type: '`off`, `on`, or the number of proxies',
    fallback: 'off',
    help: 'Number of trusted proxies in front that add to `X-Forwarded-For`; `on` means one.',
    read: text => {
      if (text === 'off' || text === 'false') return 0
      return text === 'on' || text === 'true' ? 1 : number(text, 0, 10, 'whole')
    },
  }),
  durability: setting({
    variable: 'DURABILITY',
    type: '`grouped` or `full`',
    fallback: 'grouped',
    help: 'How a write reaches the disk before its response: `grouped` syncs all waiting writes at once, off the main thread; `full` lets SQLite sync each commit.',
    read: oneOf(['grouped', 'full']),
  }),
  tlsCert: setting({
    variable: 'TLS_CERT',
    type: 'file',
    fallback: '',
    help: 'Certificate chain (PEM) for HTTPS without a proxy. Requires `TLS_KEY`.',
    read: text => text || null,
  }),
  tlsKey: setting({
    variable: 'TLS_KEY',
    type: 'file',
    fallback: '',
    help: 'Private key (PEM) of `TLS_CERT`.',
    read: text => text || null,
  }),
  httpRedirectPort: setting({
    variable: 'HTTP_REDIRECT_PORT',
    type: 'whole number, 1 to 65535',
    fallback: '',
    help: 'TCP port on which plain HTTP is redirected to HTTPS. Requires `TLS_CERT`. Unset: none.',
    read: text => (text === '' ? null : number(text, 1, 65_535, 'whole')),
  }),
  metricsToken: setting({
    variable: 'METRICS_TOKEN',
    type: 'text, at least 32 bytes',
    fallback: '',
    help: 'Clients that send it as a bearer token may read `/metrics`. Unset: only programs on this machine may, and none with `TRUST_PROXY` or `PUBLIC_URL`.',
    isSecret: true,
    read: text => (text === '' ? null : secret(text)),
  }),
  minFreeMb: setting({
    variable: 'MIN_FREE_MB',
    type: 'whole number, 0 to 1000000',
    fallback: '256',
    help: 'Free disk space in MiB below which uploads are rejected. When the disk is almost full, every write except deletions is rejected. 0 turns the check off.',
    read: whole(0, 1_000_000),
  }),
  backupSchedule: setting({
    variable: 'BACKUP_SCHEDULE',
    type: 'cron expression',
    fallback: '',
    help: 'When to make a backup in `DATA_DIR/backups`, in UTC; `0 3 * * *` means every night at three. Unset: never.',
    read: text => (text === '' ? null : cronExpression(text)),
  }),
  backupKeep: setting({
    variable: 'BACKUP_KEEP',
    type: 'whole number, 1 to 1000',
    fallback: '7',
    help: 'Number of scheduled backups to keep; older ones are deleted, unless one of the next three settings keeps them.',
    read: whole(1, 1000),
  }),
  backupKeepDays: keptPeriods('DAYS', 'day'),
  backupKeepWeeks: keptPeriods('WEEKS', 'week'),
  backupKeepMonths: keptPeriods('MONTHS', 'month'),
  backupTo: setting({
    variable: 'BACKUP_TO',
    type: '`s3://BUCKET/PREFIX`',
    fallback: '',
    help: 'Where each scheduled backup is copied to: a bucket of an S3 server. Unset: it stays in `DATA_DIR/backups` only.',
    read: text => {
      if (text === '') return null
      return s3Url.test(text)
        ? text
        : reject(`must be a URL such as s3://my-bucket/chayenity, not "${text}".`)
    },
  }),
  backupPublicKey: setting({
    variable: 'BACKUP_PUBLIC_KEY',
    type: 'age recipient',
    fallback: '',
    help: 'Public key, such as `age1…`, to which the copies in BACKUP_TO are encrypted. Unset: they are not encrypted.',
    read: text => {
      if (text === '') return null
      return /^age1[02-9ac-hj-np-z]{50,}$/.test(text)
        ? text
        : reject(`must be a public key of age, which begins with age1, not "${text}".`)
    },
  }),
  s3Endpoint: setting({
    variable: 'S3_ENDPOINT',
    type: 'URL',
    fallback: '',
    help: 'S3 server of BACKUP_TO. Unset: the one of Amazon in S3_REGION.',
    read: text => (text === '' ? null : httpUrl(text, 'base')),
  }),
  s3Region: setting({
    variable: 'S3_REGION',
    type: 'text',
    fallback: 'us-east-1',
    help: 'Region of the bucket.',
    read: text => text,
  }),
  s3AccessKeyId: setting({
    variable: 'S3_ACCESS_KEY_ID',
    type: 'text',
    fallback: '',
    help: 'Name of the key for the bucket.',
    read: text => text,
  }),
  s3SecretAccessKey: setting({
    variable: 'S3_SECRET_ACCESS_KEY',
    type: 'text',
    fallback: '',
    help: 'The key for the bucket.',
    isSecret: true,
    read: text => text,
  }),
  quotaFiles: setting({
    variable: 'QUOTA_FILES',
    type: 'whole number, 1 to 1000000',
    fallback: '200',
    help: 'Number of files each user may store.',
    read: whole(1, 1_000_000),
  }),
  quotaMib: setting({
    variable: 'QUOTA_MIB',
    type: 'whole number, 1 to 1000000',
    fallback: '500',
    help: 'Total size of the files of each user, in MiB.',
    read: whole(1, 1_000_000),
  }),
  thumbnailsMib: setting({
    variable: 'THUMBNAILS_MIB',
    type: 'whole number, 1 to 1000000',
    fallback: '1024',
    help: 'Size limit of `DATA_DIR/thumbnails` in MiB. The least recently used variants are deleted first and made again on request.',
    read: whole(1, 1_000_000),
  }),
  logLevel: setting<LogLevel>({
    variable: 'LOG_LEVEL',
    type: logLevels.map(level => `\`${level}\``).join(', '),
    fallback: 'info',
    help: 'Least important level that is still written.',
    read: oneOf(logLevels),
  }),
} as const

type Values = { [K in keyof typeof settings]: ReturnType<(typeof settings)[K]['read']> }

export interface Config extends Values {
  mode: Mode
}

type Environment = Record<string, string | undefined>

const textOf = (definition: Setting<unknown>, environment: Environment, mode: Mode): string => {
  const file = definition.isSecret ? environment[`${definition.variable}_FILE`] : undefined
  if (file) {
    try {
      return readFileSync(file, 'utf8').trim() || reject('is empty')
    } catch {
      return reject(
        `is not in the file named by ${definition.variable}_FILE, "${file}": it is empty or cannot be read.`,
      )
    }
  }
  const fallback = mode === 'demo' ? (definition.demoFallback ?? definition.fallback) : definition.fallback
  return environment[definition.variable]?.trim() || fallback
}

/**
 * Reads every setting from the environment. An empty variable counts as unset.
 * @throws ConfigError with all problems together.
 */
export const readConfig = (environment: Environment, mode: Mode): Config => {
  const problems: string[] = []
  const read = <T>(definition: Setting<T>): T => {
    try {
      return definition.read(textOf(definition, environment, mode))
    } catch (problem) {
      problems.push(`${definition.variable} ${problem instanceof Error ? problem.message : String(problem)}`)
      // The value is never used, because the problem is thrown below.
      return definition.read(definition.fallback)
    }
  }
  const config: Config = {
    mode,
    port: read(settings.port),
    host: read(settings.host),
    dataDir: read(settings.dataDir),
    publicUrl: read(settings.publicUrl),
    jwtSecret: read(settings.jwtSecret),
    accessTokenMinutes: read(settings.accessTokenMinutes),
    refreshTokenDays: read(settings.refreshTokenDays),
    rateLimit: read(settings.rateLimit),
    rateLimitAuth: read(settings.rateLimitAuth),
    rateLimitUploads: read(settings.rateLimitUploads),
    rateLimitVariants: read(settings.rateLimitVariants),
    rateLimitOther: read(settings.rateLimitOther),
    app: read(settings.app),
    mapTiles: read(settings.mapTiles),
    mapPmtiles: read(settings.mapPmtiles),
    corsOrigins: read(settings.corsOrigins),
    allowedHosts: read(settings.allowedHosts),
    maxWorlds: read(settings.maxWorlds),
    trustProxy: read(settings.trustProxy),
    durability: read(settings.durability),
    tlsCert: read(settings.tlsCert),
    tlsKey: read(settings.tlsKey),
    httpRedirectPort: read(settings.httpRedirectPort),
    metricsToken: read(settings.metricsToken),
    minFreeMb: read(settings.minFreeMb),
    backupSchedule: read(settings.backupSchedule),
    backupKeep: read(settings.backupKeep),
    backupKeepDays: read(settings.backupKeepDays),
    backupKeepWeeks: read(settings.backupKeepWeeks),
    backupKeepMonths: read(settings.backupKeepMonths),
    backupTo: read(settings.backupTo),
    backupPublicKey: read(settings.backupPublicKey),
    s3Endpoint: read(settings.s3Endpoint),
    s3Region: read(settings.s3Region),
    s3AccessKeyId: read(settings.s3AccessKeyId),
    s3SecretAccessKey: read(settings.s3SecretAccessKey),
    quotaFiles: read(settings.quotaFiles),
    quotaMib: read(settings.quotaMib),
    thumbnailsMib: read(settings.thumbnailsMib),
    logLevel: read(settings.logLevel),
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

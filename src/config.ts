import { readFileSync } from 'node:fs'
import { Cron } from 'croner'
import { type LogLevel, logLevels } from './lib/log.ts'

/** Production has nothing in it but the product; demo adds example data and, later, the development kit. */
export type Mode = 'production' | 'demo'

/** Every problem of the configuration at once, a sentence each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(readonly problems: string[]) {
    super(problems.join('\n'))
  }
}

interface Setting<T> {
  variable: string
  /** What may stand there, for people. */
  type: string
  /** The value when the variable is unset, as text; in production where the modes differ. */
  fallback: string
  demoFallback?: string
  help: string
  isSecret?: true
  /** Throws an `Error` whose message ends the sentence "PORT …". */
  read(text: string): T
}

const refuse = (sentence: string): never => {
  throw new Error(sentence)
}

const number = (text: string, min: number, max: number, kind: 'whole' | 'decimal'): number => {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if ((kind === 'decimal' || Number.isInteger(value)) && value >= min && value <= max) return value
  return refuse(`must be a ${kind === 'whole' ? 'whole ' : ''}number from ${min} to ${max}, not "${text}".`)
}

const whole =
  (min: number, max: number) =>
  (text: string): number =>
    number(text, min, max, 'whole')

const oneOf =
  <const T extends string>(choices: readonly T[]) =>
  (text: string): T =>
    choices.find(choice => choice === text) ?? refuse(`must be one of ${choices.join(', ')}, not "${text}".`)

const httpUrl = (text: string, kind: 'origin' | 'base'): string => {
  const url = URL.canParse(text)
    ? new URL(text)
    : refuse(`must be a URL such as http://localhost:3000, not "${text}".`)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    refuse(`must begin with http:// or https://, not "${text}".`)
  if (url.search || url.hash || url.username)
    refuse(`must have no query, fragment or user name, not "${text}".`)
  if (kind === 'origin' && url.pathname !== '/') refuse(`must list origins without a path, not "${text}".`)
  return kind === 'origin' ? url.origin : url.href.replace(/\/+$/, '')
}

const minSecretBytes = 32
const wellKnownSecrets =
  /your[-_ ]?(256|secret|jwt|super)|change[-_ ]?(me|this)|example|super[-_ ]?secret|keep[-_ ]?this|placeholder/i

/** Refuses what anybody could guess. */
const secret = (text: string): string => {
  if (Buffer.byteLength(text) < minSecretBytes) {
    refuse(
      `must be at least ${minSecretBytes} bytes long. Leave it unset to have one made and kept in DATA_DIR.`,
    )
  }
  if (wellKnownSecrets.test(text) || new Set(text).size < 8) {
    refuse('is a known example or easy to guess. Leave it unset to have one made and kept in DATA_DIR.')
  }
  return text
}

const cronExpression = (text: string): string => {
  try {
    new Cron(text, { paused: true })
    return text
  } catch {
    return refuse(`must be a cron expression such as "0 3 * * *", not "${text}".`)
  }
}

const setting = <T>(definition: Setting<T>): Setting<T> => definition

/** Every setting of the product, once. The table in src/cli/README.md is made from this. */
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
    fallback: '127.0.0.1',
    help: 'Address to listen on. 0.0.0.0 listens on every network this machine is in.',
    read: text =>
      /^[0-9A-Za-z.:_-]+$/.test(text) ? text : refuse(`must be a host name or an address, not "${text}".`),
  }),
  dataDir: setting({
    variable: 'DATA_DIR',
    type: 'folder, or `:memory:`',
    fallback: './data',
    help: 'Where everything is kept. `:memory:` keeps nothing and never touches the disk.',
    read: text => text,
  }),
  publicUrl: setting({
    variable: 'PUBLIC_URL',
    type: 'URL',
    fallback: '',
    help: 'The address clients use, such as `https://api.chayenity.com`. Unset: taken from each request.',
    read: text => (text === '' ? null : httpUrl(text, 'base')),
  }),
  jwtSecret: setting({
    variable: 'JWT_SECRET',
    type: 'text, at least 32 bytes',
    fallback: '',
    help: 'The key that signs tokens. Unset: made at the first start and kept in `DATA_DIR/secret.key`, readable by its owner alone.',
    isSecret: true,
    read: text => (text === '' ? null : secret(text)),
  }),
  accessTokenMinutes: setting({
    variable: 'ACCESS_TOKEN_MINUTES',
    type: 'number, 0.001 to 1440',
    fallback: '30',
    help: 'How long an access token lives.',
    read: text => number(text, 0.001, 1440, 'decimal'),
  }),
  refreshTokenDays: setting({
    variable: 'REFRESH_TOKEN_DAYS',
    type: 'number, 0.0001 to 365',
    fallback: '30',
    help: 'How long a session lives after a login.',
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
  rateLimitOther: setting({
    variable: 'RATE_LIMIT_OTHER',
    type: 'whole number, 1 to 1000000',
    fallback: '100',
    help: 'Requests a minute to everything else.',
    read: whole(1, 1_000_000),
  }),
  corsOrigins: setting({
    variable: 'CORS_ORIGINS',
    type: 'origins with commas between, or `*`',
    fallback: '',
    demoFallback: '*',
    help: 'The web origins whose pages may call the API. Unset: none but our own.',
    read: text => {
      const origins = text.split(',').map(origin => origin.trim())
      if (text === '*') return '*' as const
      return origins.filter(origin => origin !== '').map(origin => httpUrl(origin, 'origin'))
    },
  }),
  trustProxy: setting({
    variable: 'TRUST_PROXY',
    type: '`off`, `on`, or how many proxies',
    fallback: 'off',
    help: 'How many proxies of ours stand in front and add to `X-Forwarded-For`; `on` is one.',
    read: text => {
      if (text === 'off' || text === 'false') return 0
      return text === 'on' || text === 'true' ? 1 : number(text, 0, 10, 'whole')
    },
  }),
  durability: setting({
    variable: 'DURABILITY',
    type: '`grouped` or `full`',
    fallback: 'grouped',
    help: 'How writes reach the disk before they are answered: one sync off the main thread for all that wait, or SQLite’s own at each commit.',
    read: oneOf(['grouped', 'full']),
  }),
  tlsCert: setting({
    variable: 'TLS_CERT',
    type: 'file',
    fallback: '',
    help: 'The certificate chain (PEM) for HTTPS without a proxy in front. Needs `TLS_KEY`.',
    read: text => text || null,
  }),
  tlsKey: setting({
    variable: 'TLS_KEY',
    type: 'file',
    fallback: '',
    help: 'The private key (PEM) that belongs to `TLS_CERT`.',
    read: text => text || null,
  }),
  metricsToken: setting({
    variable: 'METRICS_TOKEN',
    type: 'text, at least 32 bytes',
    fallback: '',
    help: 'Who sends it as a bearer token may read `/metrics` from elsewhere. Unset: only programs on this machine may.',
    isSecret: true,
    read: text => (text === '' ? null : secret(text)),
  }),
  minFreeMb: setting({
    variable: 'MIN_FREE_MB',
    type: 'whole number, 0 to 1000000',
    fallback: '256',
    help: 'With less free on the disk, in MiB, uploads are refused; with nearly nothing, all writes but deletions. 0 watches nothing.',
    read: whole(0, 1_000_000),
  }),
  backupSchedule: setting({
    variable: 'BACKUP_SCHEDULE',
    type: 'cron expression',
    fallback: '',
    help: 'When a backup is made into `DATA_DIR/backups`, such as `0 3 * * *` for three in the morning, UTC. Unset: never.',
    read: text => (text === '' ? null : cronExpression(text)),
  }),
  backupKeep: setting({
    variable: 'BACKUP_KEEP',
    type: 'whole number, 1 to 1000',
    fallback: '7',
    help: 'How many of those backups are kept; the oldest go.',
    read: whole(1, 1000),
  }),
  quotaFiles: setting({
    variable: 'QUOTA_FILES',
    type: 'whole number, 1 to 1000000',
    fallback: '200',
    help: 'How many files each person may keep.',
    read: whole(1, 1_000_000),
  }),
  quotaMib: setting({
    variable: 'QUOTA_MIB',
    type: 'whole number, 1 to 1000000',
    fallback: '500',
    help: 'How much the files of each person may take, in MiB.',
    read: whole(1, 1_000_000),
  }),
  thumbnailsMib: setting({
    variable: 'THUMBNAILS_MIB',
    type: 'whole number, 1 to 1000000',
    fallback: '1024',
    help: 'How much `DATA_DIR/thumbnails` may take, in MiB. What was used least lately goes first and is made again when it is asked for.',
    read: whole(1, 1_000_000),
  }),
  logLevel: setting<LogLevel>({
    variable: 'LOG_LEVEL',
    type: logLevels.map(level => `\`${level}\``).join(', '),
    fallback: 'info',
    help: 'The least important lines that are still written.',
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
      return readFileSync(file, 'utf8').trim() || refuse('is empty')
    } catch {
      return refuse(
        `is not in the file named by ${definition.variable}_FILE, "${file}": it is empty or cannot be read.`,
      )
    }
  }
  const fallback = mode === 'demo' ? (definition.demoFallback ?? definition.fallback) : definition.fallback
  return environment[definition.variable]?.trim() || fallback
}

/**
 * Reads every setting from the environment. An empty variable counts as unset.
 * @throws ConfigError with every problem at once.
 */
export const readConfig = (environment: Environment, mode: Mode): Config => {
  const problems: string[] = []
  const read = <T>(definition: Setting<T>): T => {
    try {
      return definition.read(textOf(definition, environment, mode))
    } catch (problem) {
      problems.push(`${definition.variable} ${problem instanceof Error ? problem.message : String(problem)}`)
      // Never seen by anybody: the problem noted here stops the start below.
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
    rateLimitOther: read(settings.rateLimitOther),
    corsOrigins: read(settings.corsOrigins),
    trustProxy: read(settings.trustProxy),
    durability: read(settings.durability),
    tlsCert: read(settings.tlsCert),
    tlsKey: read(settings.tlsKey),
    metricsToken: read(settings.metricsToken),
    minFreeMb: read(settings.minFreeMb),
    backupSchedule: read(settings.backupSchedule),
    backupKeep: read(settings.backupKeep),
    quotaFiles: read(settings.quotaFiles),
    quotaMib: read(settings.quotaMib),
    thumbnailsMib: read(settings.thumbnailsMib),
    logLevel: read(settings.logLevel),
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

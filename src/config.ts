import { readFileSync } from 'node:fs'
import { reject } from './lib/setting-values.ts'
import { accessSettings } from './settings/access.ts'
import { backupSettings } from './settings/backups.ts'
import { dataSettings } from './settings/data.ts'
import { limitSettings } from './settings/limits.ts'
import { loggingSettings } from './settings/logging.ts'
import { mailSettings } from './settings/mail.ts'
import { objectStoreSettings } from './settings/object-store.ts'
import { serverSettings } from './settings/serving.ts'
import type { Setting } from './settings/setting.ts'

/** Demo adds example data and the development kit to the product. */
export type Mode = 'production' | 'demo'

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(readonly problems: string[]) {
    super(problems.join('\n'))
  }
}

/** The table in src/cli/README.md is generated from it. */
export const settings = {
  ...serverSettings,
  ...dataSettings,
  ...accessSettings,
  ...limitSettings,
  ...objectStoreSettings,
  ...backupSettings,
  ...mailSettings,
  ...loggingSettings,
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

/** Whether other copies of the server may share the database. */
export const hasCopies = ({ databaseUrl, copies }: Pick<Values, 'databaseUrl' | 'copies'>): boolean =>
  databaseUrl !== null && copies !== 1

const contradictionsOfEngine = (values: Values): string[] => {
  const { databaseUrl, redisUrl, copies, backupSchedule, jwtSecret, s3Bucket } = values
  if (databaseUrl === null) {
    const problems: string[] = []
    if (copies !== null && copies !== 1)
      problems.push('COPIES requires DATABASE_URL: SQLite in DATA_DIR has one server.')
    if (redisUrl !== null) problems.push('REDIS_URL requires DATABASE_URL: it is for several copies.')
    return problems
  }
  const problems: string[] = []
  if (hasCopies(values)) {
    if (redisUrl === null)
      problems.push('DATABASE_URL requires REDIS_URL, through which copies hear each other, or COPIES=1.')
    if (jwtSecret === null)
      problems.push('Several copies require JWT_SECRET: each would sign tokens with a key of its own.')
    if (s3Bucket === null)
      problems.push('Several copies require S3_BUCKET: a picture in DATA_DIR would be at one of them.')
  }
  if (backupSchedule !== null)
    problems.push('BACKUP_SCHEDULE backs up SQLite. With DATABASE_URL, use the tools of PostgreSQL.')
  return problems
}

const contradictionsIn = (values: Values) => {
  const { tlsCert, tlsKey, httpRedirectPort, smtpUrl, resetUrl, publicUrl } = values
  const { s3Bucket, s3AccessKeyId, s3SecretAccessKey } = values
  const problems: string[] = []
  problems.push(...contradictionsOfEngine(values))
  if ((tlsCert === null) !== (tlsKey === null))
    problems.push('TLS_CERT and TLS_KEY belong together: set both or neither.')
  if (httpRedirectPort !== null && tlsCert === null)
    problems.push('HTTP_REDIRECT_PORT needs TLS_CERT and TLS_KEY: there is no HTTPS.')
  if (smtpUrl !== null && resetUrl === null && publicUrl === null)
    problems.push('SMTP_URL requires PUBLIC_URL or RESET_URL: a link in a mail has to lead somewhere.')
  if (s3Bucket !== null && (s3AccessKeyId === '' || s3SecretAccessKey === ''))
    problems.push('S3_BUCKET requires S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.')
  return problems
}

/** An empty variable counts as unset. @throws ConfigError with all problems */
export const readConfig = (environment: Environment, mode: Mode): Config => {
  const problems: string[] = []
  const read = <T>(definition: Setting<T>): T => {
    try {
      return definition.read(textOf(definition, environment, mode))
    } catch (problem) {
      problems.push(`${definition.variable} ${problem instanceof Error ? problem.message : String(problem)}`)
      return definition.read(definition.fallback)
    }
  }
  const values = Object.fromEntries(
    Object.entries<Setting<unknown>>(settings).map(([name, definition]) => [name, read(definition)]),
  ) as Values // each is what its own setting reads
  problems.push(...contradictionsIn(values))
  if (problems.length > 0) throw new ConfigError(problems)
  return { mode, ...values }
}

import { SQL } from 'bun'
import { inTime } from '../../lib/deadline.ts'
import { StorageError } from '../storage-error.ts'
import { inspectSchema, migrate, type OnStep, schemaVersion } from './migrations/migrate.ts'

/** The oldest server that the tests run with. */
const oldestVersion = 15

/**
 * Checks the server of a URL and brings the schema of its database up to date.
 * @throws StorageError with one sentence for whoever set the URL; it never holds the password
 */
export const prepareServer = (url: string, onStep: OnStep): Promise<void> =>
  onServer(url, async sql => {
    await assertServer(sql, url)
    await migrate(sql, onStep)
  })

/**
 * Looks whether the server of a URL can be used, and changes nothing.
 * @returns a sentence that says so
 * @throws StorageError as `prepareServer` does
 */
export const inspectServer = (url: string): Promise<string> =>
  onServer(url, async sql => {
    await inTime(assertServer(sql, url), inspectionMs, () => notAnswering(url))
    const schema = await inTime(inspectSchema(sql), inspectionMs, () => notAnswering(url))
    const usable = `${nameOf(url)} can be used.`
    if (schema === 0) return `${usable} The first start makes the tables.`
    return schema < schemaVersion
      ? `${usable} The next start brings its tables from schema ${schema} to ${schemaVersion}.`
      : `${usable} Its tables are of schema ${schema}.`
  })

const inspectionMs = 10_000

const notAnswering = (url: string) =>
  new StorageError(`${nameOf(url)} does not answer in ${inspectionMs / 1000} seconds.`)

/** On a connection of its own. @throws StorageError for errors of the server */
const onServer = async <Result>(url: string, use: (sql: SQL) => Promise<Result>): Promise<Result> => {
  const sql = new SQL({ url, max: 1, connectionTimeout: 10, prepare: false })
  try {
    return await use(sql)
  } catch (error) {
    throw error instanceof StorageError ? error : new StorageError(sentenceOf(error, url))
  } finally {
    await sql.close({ timeout: 1 })
  }
}

interface ServerRow {
  version: string
  number: number
  encoding: string
}

const assertServer = async (sql: SQL, url: string): Promise<void> => {
  const [server]: ServerRow[] = await sql.unsafe(`
    SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
      current_setting('server_encoding') AS encoding`)
  if (!server) throw new StorageError(`${nameOf(url)} does not say its version.`)
  if (server.number < oldestVersion * 10_000)
    throw new StorageError(
      `${nameOf(url)} is version ${server.version}. Chayenity needs ${oldestVersion} or a newer one.`,
    )
  if (server.encoding !== 'UTF8')
    throw new StorageError(
      `The database of ${nameOf(url)} has the encoding ${server.encoding}. Create one with ENCODING 'UTF8'.`,
    )
}

/** The server without the user and the password. */
const nameOf = (url: string): string => `The PostgreSQL server "${new URL(url).host}" of DATABASE_URL`

/** What a person who set DATABASE_URL has to know of an error. */
export const sentenceOf = (error: unknown, url: string): string => {
  const server = nameOf(url)
  if (!(error instanceof SQL.PostgresError)) return `${server} cannot be used: ${String(error)}`
  const state = String(error.errno ?? '')
  if (/^28/.test(state)) return `${server} rejects the user or the password of DATABASE_URL.`
  if (state === '3D000')
    return `${server} has no database "${new URL(url).pathname.slice(1)}". Create it, or correct DATABASE_URL.`
  if (state === '' || /^(08|57P)/.test(state))
    return `${server} cannot be reached (${state === '' ? error.code : error.message}). Start it, or correct DATABASE_URL.`
  return `${server} cannot be used (${state}): ${error.message}`
}

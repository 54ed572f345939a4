import { SQL } from 'bun'
import { serverVersion } from '../../../version.ts'
import { StorageError } from '../../storage-error.ts'
import tables from './0001-tables.sql' with { type: 'text' }
import rules from './0002-rules.sql' with { type: 'text' }
import search from './0003-search.sql' with { type: 'text' }
import bulk from './0004-bulk.sql' with { type: 'text' }
import auditSubjects from './0005-audit-subjects.sql' with { type: 'text' }
import peopleInResponses from './0006-people-in-responses.sql' with { type: 'text' }

/**
 * Every step of the schema in order. A step that has shipped is never changed; a new one is added behind it. Copies of the
 * version before run on while a step is made and after it, so a step only adds: tables, columns that are null or have a
 * default, indexes, triggers. What nobody uses any more is removed by a step of a later version (expand, then contract).
 */
const steps: readonly string[] = [tables, rules, search, bulk, auditSubjects, peopleInResponses]

export const schemaVersion = steps.length

/** One copy migrates at a time. The number says nothing; no other program should take the same one. */
const lockKey = 7_223_370_010

const extensions = ['postgis', 'pg_trgm'] as const

/**
 * The server compiles a plan that it takes for expensive, which is every search among some thousand gigs: seconds for a
 * statement of a millisecond. A pooler passes no settings of a connection on, so this is one of our user.
 */
const withoutJit = `DO $$ BEGIN
  IF current_setting('jit') = 'on' THEN
    EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I SET jit = off', current_database());
  END IF;
END $$`

export type OnStep = (step: number, last: number) => void

/**
 * Brings a database to the newest schema: all missing steps in one transaction, under a lock that ends with it.
 * @throws StorageError when the database was written by a newer version of the product, or lacks an extension
 */
export const migrate = (sql: SQL, onStep: OnStep = () => {}): Promise<void> =>
  sql.begin(async tx => {
    await tx.unsafe('SELECT pg_advisory_xact_lock($1)', [lockKey])
    for (const extension of extensions) await createExtension(tx, extension)
    await tx.unsafe(withoutJit)
    await tx.unsafe(
      'CREATE TABLE IF NOT EXISTS schema_steps (step integer PRIMARY KEY, product text NOT NULL)',
    )
    const found = await findStep(tx)
    for (const [index, text] of steps.entries()) {
      const step = index + 1
      if (step <= found) continue
      if (found > 0) onStep(step, schemaVersion)
      await tx.unsafe(text)
      await tx.unsafe('INSERT INTO schema_steps VALUES ($1, $2)', [step, serverVersion])
    }
  })

type Runner = Pick<SQL, 'unsafe'>

/** Of a database with tables. @throws StorageError when a newer version of the product has written it */
const findStep = async (tx: Runner): Promise<number> => {
  const done: { step: number; product: string }[] = await tx.unsafe(
    'SELECT step, product FROM schema_steps ORDER BY step',
  )
  const found = done.at(-1)
  if (found && found.step > schemaVersion)
    throw new StorageError(
      `The data was written by Chayenity ${found.product} (schema ${found.step}); this is ${serverVersion}, which knows schema ${schemaVersion}. Start ${found.product} or a newer version.`,
    )
  return found?.step ?? 0
}

/**
 * The schema of a database that is not changed by this; 0 where there are no tables yet.
 * @throws StorageError for what `migrate` would throw
 */
export const inspectSchema = async (sql: Runner): Promise<number> => {
  for (const extension of extensions) await isCreated(sql, extension)
  const [row]: { isThere: boolean }[] = await sql.unsafe(
    `SELECT to_regclass('schema_steps') IS NOT NULL AS "isThere"`,
  )
  return row?.isThere ? findStep(sql) : 0
}

/** @throws StorageError when the server does not offer the extension */
const isCreated = async (tx: Runner, name: (typeof extensions)[number]): Promise<boolean> => {
  const found: unknown[] = await tx.unsafe('SELECT 1 FROM pg_extension WHERE extname = $1', [name])
  if (found.length > 0) return true
  const offered: unknown[] = await tx.unsafe('SELECT 1 FROM pg_available_extensions WHERE name = $1', [name])
  if (offered.length > 0) return false
  throw new StorageError(
    `The server of DATABASE_URL has no ${name}. Install it there (on Debian: postgresql-15-postgis-3 and postgresql-contrib).`,
  )
}

const createExtension = async (tx: Runner, name: (typeof extensions)[number]): Promise<void> => {
  if (await isCreated(tx, name)) return
  try {
    await tx.unsafe(`CREATE EXTENSION ${name}`)
  } catch (error) {
    if (!(error instanceof SQL.PostgresError) || String(error.errno) !== '42501') throw error
    throw new StorageError(
      `The user of DATABASE_URL may not create the extension ${name}. Let an administrator run CREATE EXTENSION ${name} in its database.`,
    )
  }
}

import { SQL } from 'bun'
import type { ExportSource, ImportTarget } from '../../move/port.ts'
import { type MovedTable, movedTables } from '../../move/tables.ts'
import type { NamedFile } from '../../named-file.ts'
import { DamageError, StorageError } from '../../storage-error.ts'
import { schemaVersion } from '../migrations/migrate.ts'
import { prepareServer, sentenceOf } from '../server.ts'
import { isAnswered } from './conflicts.ts'
import { holdDatabase } from './database-lock.ts'
import { deriveRows } from './derive.ts'
import { type LongTransaction, openLongTransaction } from './long-transaction.ts'
import { createRowWriter, readRows } from './moved-rows.ts'
import type { Queries } from './queries.ts'
import { type Findings, filesNamedBy, verifyRows } from './verify.ts'

/** Makes a sentence of what the server or the connection says. */
const told = async <Result>(url: string, work: Promise<Result>): Promise<Result> => {
  try {
    return await work
  } catch (error) {
    throw error instanceof SQL.PostgresError ? new StorageError(sentenceOf(error, url)) : error
  }
}

/** Sees the rows as they are at one moment, also while servers write. @throws StorageError */
const openSnapshot = async (url: string): Promise<LongTransaction> => {
  const snapshot = await openLongTransaction(url, 'ISOLATION LEVEL REPEATABLE READ READ ONLY')
  try {
    await assertSchema(snapshot.tx)
    return snapshot
  } catch (error) {
    await snapshot.close()
    throw error
  }
}

const assertSchema = async (tx: Queries): Promise<void> => {
  const isThere = await tx.get<{ isThere: boolean }>(
    `SELECT to_regclass('schema_steps') IS NOT NULL AS "isThere"`,
  )
  if (!isThere?.isThere) throw new StorageError('The database of DATABASE_URL has no marketplace.')
  const row = await tx.get<{ step: number; product: string }>(
    'SELECT step::float8 AS step, product FROM schema_steps ORDER BY schema_steps.step DESC LIMIT 1',
  )
  if (row?.step === schemaVersion) return
  throw new StorageError(
    `The database of DATABASE_URL has schema ${row?.step ?? 0}, written by Chayenity ${row?.product ?? '?'}; this version reads schema ${schemaVersion}. Use the version that serves it.`,
  )
}

/** Verifies the rows of a database, also while servers run. @throws StorageError */
export const inspectPostgres = (url: string): Promise<Findings> =>
  told(
    url,
    openSnapshot(url).then(({ tx, close }) => verifyRows(tx).finally(close)),
  )

/** The pictures that the rows of a database name. @throws StorageError */
export const listFilesOfPostgres = (url: string): Promise<NamedFile[]> =>
  told(
    url,
    openSnapshot(url).then(({ tx, close }) => filesNamedBy(tx).finally(close)),
  )

/** @throws DamageError for data that contradicts itself, StorageError */
export const openPostgresSource = (url: string): Promise<ExportSource> =>
  told(
    url,
    openSnapshot(url).then(async ({ tx, close }) => {
      try {
        const { problems } = await verifyRows(tx)
        if (problems.length > 0) throw new DamageError(problems)
        return { readTable: (table: MovedTable) => readRows(tx, table), close }
      } catch (error) {
        await close()
        throw error
      }
    }),
  )

/**
 * Brings a database without a marketplace to the newest schema, and keeps servers and other imports from it.
 * @param isPooled whether a pooler would give the lock to everybody
 * @throws StorageError when it has a marketplace, or a server uses it
 */
export const claimEmptyDatabase = async (
  url: string,
  isPooled: boolean,
): Promise<{ release(): Promise<void> }> => {
  await prepareServer(url, () => {})
  const lock = isPooled ? null : await holdDatabase(url, true, () => {})
  const release = async () => lock?.release()
  try {
    const { tx, close } = await openLongTransaction(url, 'READ ONLY')
    await assertWithoutRows(tx).finally(close)
    return { release }
  } catch (error) {
    await release()
    throw error
  }
}

const assertWithoutRows = async (tx: Queries): Promise<void> => {
  for (const { name } of movedTables) {
    // Every opened database has the key of the places of people.
    const row = name === 'place_grid' ? null : await tx.get(`SELECT 1 FROM "${name}" LIMIT 1`)
    if (row)
      throw new StorageError(
        'The database of DATABASE_URL has a marketplace already, and an import fills an empty one. Create another database.',
      )
  }
}

/** One transaction on a claimed database. @throws StorageError */
export const openPostgresTarget = async (url: string): Promise<ImportTarget> => {
  const transaction = await told(url, openLongTransaction(url, ''))
  const { tx } = transaction
  try {
    await told(url, beginImport(tx))
  } catch (error) {
    await transaction.close()
    throw error
  }
  return {
    readTable: table => readRows(tx, table),
    writeTable: async (table, rows) => {
      const write = createRowWriter(tx, table)
      for await (const batch of rows)
        await told(
          url,
          write(batch).catch(error => rejectRow(table, error)),
        )
    },
    derive: () => told(url, completeImport(tx)),
    commit: () => commitImport(url, transaction),
    close: transaction.close,
  }
}

/** Counters follow from the rows at the end, at once: a trigger would change them for each row. */
const beginImport = async (tx: Queries): Promise<void> => {
  const names = movedTables.map(({ name }) => `"${name}"`)
  await tx.run(`LOCK TABLE ${names.join(', ')} IN SHARE ROW EXCLUSIVE MODE`)
  await assertWithoutRows(tx)
  for (const name of names) await tx.run(`ALTER TABLE ${name} DISABLE TRIGGER USER`)
  await tx.run('SET CONSTRAINTS ALL DEFERRED')
  await tx.run('DELETE FROM place_grid')
  await tx.run('DELETE FROM list_totals')
  await tx.run('DELETE FROM gig_counts')
}

const completeImport = async (tx: Queries): Promise<readonly string[]> => {
  try {
    await tx.run('SET CONSTRAINTS ALL IMMEDIATE')
  } catch (error) {
    throw damageOf(error, 'users') ?? error
  }
  await tx.run('ANALYZE')
  await deriveRows(tx)
  for (const { name } of movedTables) await tx.run(`ALTER TABLE "${name}" ENABLE TRIGGER USER`)
  return (await verifyRows(tx)).problems
}

const commitImport = async (url: string, { commit }: LongTransaction): Promise<void> => {
  try {
    await commit()
  } catch (error) {
    if (isAnswered(error)) throw error
    throw new StorageError(
      `${sentenceOf(error, url)} The connection was lost at the last moment, so the import has happened in full or not at all: "chayenity check" says which.`,
    )
  }
}

/** Of a row that breaks a rule of the data, or that no column can hold; null for other errors. */
const damageOf = (error: unknown, table: string): DamageError | null =>
  error instanceof SQL.PostgresError && /^2[23]/.test(String(error.errno))
    ? new DamageError([`The table ${table} has a row that breaks a rule of the data: ${error.message}.`])
    : null

const rejectRow = ({ name }: MovedTable, error: unknown): never => {
  throw damageOf(error, name) ?? error
}

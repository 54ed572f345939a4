import type Database from 'better-sqlite3'
import { SqliteError } from 'better-sqlite3'
import type { UploadedFile } from '../../../domain/uploads/file.ts'
import { filenameOf } from '../../../domain/uploads/rules.ts'
import type { NamedFile } from '../../named-file.ts'
import { sentenceOf } from '../../row-checks.ts'
import { countWrongCells } from '../geo/packed-gigs.ts'
import { findSchemaDifferences } from '../migrations/schema-differences.ts'
import { rowChecks } from './row-checks.ts'
import { countWrongTotals } from './totals.ts'

export interface Findings {
  schema: number
  tables: Record<string, number>
  problems: string[]
  /** The file has an unreadable page, or a row that refers to a missing one. */
  damage: string[]
  schemaDifferences: string[]
}

const tableNames = (db: Database.Database): string[] =>
  db
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
       AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name`,
    )
    .pluck()
    .all()

const offsetsDiffer = (count: number) =>
  `The packed offsets of the map's index and its gigs differ by ${count}.`

interface ConsistencyCheck {
  /** A table or an index; a database without it has no such check. */
  needs: string
  /** With this table or index another check takes its place. */
  until?: string
  count: string
  problem: (count: number) => string
}

const countGigDifference = (condition: string) =>
  `WITH indexed AS (SELECT count(*) AS gigs FROM gigs WHERE ${condition})
  SELECT abs(gigs - (SELECT coalesce(sum(gig_count), 0) FROM gig_cells)) + abs(gigs - (SELECT count(*) FROM gig_places)) FROM indexed`

const countPlaceDifference = (condition: string) =>
  `SELECT abs((SELECT count(*) FROM users WHERE latitude IS NOT NULL AND ${condition}) - (SELECT count(*) FROM user_places))`

const gigsDiffer = (count: number) => `The map's index and the gigs differ by ${count}.`

const placesDiffer = (count: number) => `The map's index and the places of people differ by ${count}.`

const consistencyChecks: ConsistencyCheck[] = [
  // Up to schema 10, disabled people and their gigs stayed in the indexes.
  { needs: 'gig_cells', until: 'gigs_hidden', count: countGigDifference('true'), problem: gigsDiffer },
  {
    needs: 'gigs_hidden',
    until: 'gig_counts',
    count: countGigDifference('is_hidden = 0'),
    problem: gigsDiffer,
  },
  {
    needs: 'gig_counts',
    // The blocks of each of the three levels hold every gig.
    count: `WITH indexed AS (SELECT count(*) AS gigs FROM gigs WHERE is_hidden = 0)
      SELECT abs(gigs - (SELECT coalesce(sum(length(gigs)), 0) / 16 FROM gig_chunks))
        + abs(3 * gigs - (SELECT coalesce(sum(gig_count), 0) FROM gig_counts))
        + abs((SELECT count(*) FROM gig_blocks) - (SELECT count(*) FROM gig_counts))
      FROM indexed`,
    problem: gigsDiffer,
  },
  {
    needs: 'gig_chunks',
    count: countWrongCells,
    problem: count => `${count} cells of the map's index have other gigs than they should.`,
  },
  { needs: 'user_places', until: 'place_grid', count: countPlaceDifference('true'), problem: placesDiffer },
  { needs: 'place_grid', count: countPlaceDifference('disabled_at IS NULL'), problem: placesDiffer },
  // `gig_packed_offsets` up to schema 9, in which older backups are verified.
  {
    needs: 'gig_spots',
    count:
      'SELECT abs((SELECT count(*) FROM gig_places) - (SELECT coalesce(sum(length(spots)), 0) / 8 FROM gig_spots))',
    problem: offsetsDiffer,
  },
  {
    needs: 'gig_packed_offsets',
    count:
      'SELECT abs((SELECT count(*) FROM gig_places) - (SELECT coalesce(sum(length(offsets)), 0) / 8 FROM gig_packed_offsets))',
    problem: offsetsDiffer,
  },
  {
    needs: 'ledger_entries',
    count:
      'SELECT count(*) FROM (SELECT 1 FROM ledger_entries GROUP BY transaction_id, step HAVING sum(amount_satang) <> 0)',
    problem: count => `${count} steps of the ledger do not sum to zero.`,
  },
  {
    needs: 'idempotency_people',
    count: 'SELECT count(*) FROM (SELECT * FROM people_in_responses EXCEPT SELECT * FROM idempotency_people)',
    problem: count => `${count} people are not known whom stored responses name.`,
  },
  {
    needs: 'list_totals',
    count: countWrongTotals,
    problem: count => `${count} totals of lists are wrong.`,
  },
]

/** What `PRAGMA integrity_check` or the shorter `quick_check` finds, in sentences. */
const structureProblems = (db: Database.Database, check: 'integrity_check' | 'quick_check'): string[] =>
  db
    .prepare<[], string>(`PRAGMA ${check}`)
    .pluck()
    .all()
    .flatMap(lines => lines.split('\n'))
    .filter(line => line !== 'ok' && !line.startsWith('***'))
    .map(line => `SQLite says: ${line}.`)

/** Null for an error that no damage causes. */
const damageCode = (error: unknown): string | null =>
  error instanceof SqliteError && !notDamage.test(error.code) ? error.code : null

/** These errors say nothing about the content of the file. */
const notDamage = /^SQLITE_(BUSY|LOCKED|CANTOPEN|PERM|AUTH|READONLY|FULL|NOMEM|INTERRUPT)/

/** A sentence; null for an error that no damage causes. */
export const describeDamage = (error: unknown): string | null => {
  const code = damageCode(error)
  return code && `The database cannot be read (${code}).`
}

export const quickCheck = (db: Database.Database): string[] => {
  try {
    return structureProblems(db, 'quick_check')
  } catch (error) {
    const damage = describeDamage(error)
    if (damage) return [damage]
    throw error
  }
}

/** Reads one moment; the other checks still run after a damaged page. @throws SqliteError without a schema */
export const verifyDatabase = (db: Database.Database): Findings => {
  const damage: string[] = []
  const contradictions: string[] = []
  const attempt = <Result>(part: string, fallback: Result, run: () => Result): Result => {
    try {
      return run()
    } catch (error) {
      const code = damageCode(error)
      if (!code) throw error
      damage.push(`${part} cannot be read (${code}).`)
      return fallback
    }
  }
  db.exec('BEGIN')
  try {
    const names = tableNames(db)
    const schemaDifferences = attempt('The schema', [], () => findSchemaDifferences(db))
    const structure = attempt('The database', null, () => structureProblems(db, 'integrity_check'))
    // The longer check itself fails at some pages that the shorter one reports.
    damage.push(...(structure ?? attempt('The database', [], () => structureProblems(db, 'quick_check'))))
    const orphans = attempt('A reference', 0, () => db.prepare('PRAGMA foreign_key_check').all().length)
    if (orphans > 0) damage.push(`${orphans} rows refer to missing rows.`)
    const isThere = (name: string) => db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(name)
    for (const { needs, until, count, problem } of consistencyChecks) {
      const found = attempt(`The index beside ${needs}`, 0, () => {
        const applies = isThere(needs) && !(until && isThere(until))
        return applies ? Number(db.prepare(count).pluck().get()) : 0
      })
      if (found > 0) contradictions.push(problem(found))
    }
    for (const { needs, until, problem, ids } of rowChecks) {
      const found = attempt(`What belongs to ${needs}`, [], () =>
        isThere(needs) && !(until && isThere(until)) ? db.prepare<[], string>(ids).pluck().all() : [],
      )
      if (found.length > 0) contradictions.push(sentenceOf(problem, found))
    }
    const tables: Record<string, number> = {}
    for (const name of names) {
      const rows = attempt(`The table ${name}`, null, () =>
        Number(db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get()),
      )
      if (rows !== null) tables[name] = rows
    }
    const schema = attempt('The schema', 0, () => Number(db.pragma('user_version', { simple: true })))
    const problems = [...new Set(damage), ...schemaDifferences, ...contradictions]
    return { schema, tables, damage, schemaDifferences, problems }
  } finally {
    endReading(db)
  }
}

/** After a damaged page SQLite may refuse to end the transaction; closing ends it then. */
const endReading = (db: Database.Database): void => {
  try {
    db.exec('ROLLBACK')
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error
  }
}

type FileRow = Pick<UploadedFile, 'id' | 'contentType'> & Pick<NamedFile, 'bytes' | 'sha256'>

export const filesNamedBy = (db: Database.Database): NamedFile[] => {
  const columns = db.prepare<[], string>("SELECT name FROM pragma_table_info('files')").pluck().all()
  if (columns.length === 0) return []
  const hash = columns.includes('sha256') ? 'sha256' : 'NULL'
  return db
    .prepare<[], FileRow>(
      `SELECT id, content_type AS contentType, file_size AS bytes, ${hash} AS sha256 FROM files`,
    )
    .all()
    .map(({ contentType, ...row }) => ({ ...row, name: filenameOf({ id: row.id, contentType }) }))
}

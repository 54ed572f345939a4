import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'

/** The result of verifying a data folder or a backup. */
export interface Findings {
  schema: number
  /** Rows by table. */
  tables: Record<string, number>
  /** A sentence for each problem. */
  problems: string[]
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
  /** The table or index that a database with the check has. */
  needs: string
  /** The table or index since which another check takes its place. */
  until?: string
  /** The number of inconsistent rows; 0 is right. */
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
  // Schema 11.
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
  { needs: 'user_places', until: 'place_grid', count: countPlaceDifference('true'), problem: placesDiffer },
  { needs: 'place_grid', count: countPlaceDifference('disabled_at IS NULL'), problem: placesDiffer },
  // The name of `gig_packed_offsets` up to schema 9, in which older backups are verified.
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
]

/** Runs every check that needs the database only, as of one moment. */
export const verifyDatabase = (db: Database.Database): Findings => {
  const read = db.transaction((): Findings => {
    const problems: string[] = []
    for (const line of db.prepare<[], string>('PRAGMA integrity_check').pluck().all()) {
      if (line !== 'ok') problems.push(`SQLite says: ${line}.`)
    }
    const orphans = db.prepare('PRAGMA foreign_key_check').all().length
    if (orphans > 0) problems.push(`${orphans} rows refer to missing rows.`)
    const names = tableNames(db)
    const isThere = (name: string) => db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(name)
    for (const { needs, until, count, problem } of consistencyChecks) {
      const applies = isThere(needs) && !(until && isThere(until))
      const found = applies ? Number(db.prepare(count).pluck().get()) : 0
      if (found > 0) problems.push(problem(found))
    }
    const rowsOf = (name: string) => Number(db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get())
    const tables = Object.fromEntries(names.map(name => [name, rowsOf(name)]))
    return { schema: Number(db.pragma('user_version', { simple: true })), tables, problems }
  })
  return read()
}

/** A file that the database names: its id, with which its name begins, and its length in bytes. */
export interface NamedFile {
  id: string
  bytes: number
}

/** The files below `uploads` that a row names. */
export const filesNamedBy = (db: Database.Database): NamedFile[] => {
  if (!db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'files'").get()) return []
  return db.prepare<[], NamedFile>('SELECT id, file_size AS bytes FROM files').all()
}

/** Matches the files of the database with those in a folder; the name of a file is its id and an extension. */
export const verifyFiles = (named: NamedFile[], folder: string): { names: string[]; problems: string[] } => {
  const present = new Map<string, string>()
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const [id, extension, ...more] = name.split('.')
    if (id && extension && more.length === 0) present.set(id, name)
  }
  const names: string[] = []
  const problems: string[] = []
  for (const { id, bytes } of named) {
    const name = present.get(id)
    const found = name === undefined ? null : statSync(join(folder, name), { throwIfNoEntry: false })
    if (!name || !found) problems.push(`The file ${id} is missing.`)
    else if (found.size !== bytes) problems.push(`The file ${name} has ${found.size} bytes, not ${bytes}.`)
    else names.push(name)
  }
  return { names, problems }
}

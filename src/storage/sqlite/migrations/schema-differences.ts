import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import { migrateTo, schemaVersion } from './migrate.ts'

interface SchemaObject {
  type: string
  name: string
  /** Null for the parts that SQLite makes by itself: their text depends on its version. */
  sql: string | null
}

/** Comparing it saves 20 ms of each start. A test holds it. */
export const newestDigest = '3321d3e30b922d3757be39c33f732b22c5dc09041906e663e4ffe989d21babc0'

const cached = new Map<number, Map<string, SchemaObject>>()

const expectedObjects = (version: number): Map<string, SchemaObject> => {
  const known = cached.get(version)
  if (known) return known
  const db = new Database(':memory:')
  try {
    migrateTo(db, version)
    const objects = objectsOf(db)
    cached.set(version, objects)
    return objects
  } finally {
    db.close()
  }
}

/** Litestream makes them in each database that it replicates. */
const ofLitestream = new Set([
  'CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)',
  'CREATE TABLE _litestream_lock (id INTEGER)',
])

/** Leaves out the statistics of ANALYZE. */
const objectsOf = (db: Database.Database): Map<string, SchemaObject> => {
  const objects = db
    .prepare<[], SchemaObject>(
      `SELECT type, name, CASE WHEN name IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') THEN NULL ELSE sql END AS sql
       FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_stat_' ESCAPE '\\'`,
    )
    .all()
  const own = objects.filter(({ sql }) => !ofLitestream.has(normalize(sql ?? '')))
  return new Map(own.map(object => [`${object.type} "${object.name}"`, object]))
}

const digestOf = (objects: Map<string, SchemaObject>): string => {
  const lines = [...objects].map(([key, { sql }]) => `${key} ${normalize(sql ?? '')}`)
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex')
}

export const schemaDigestOf = (db: Database.Database): string => digestOf(objectsOf(db))

/** Drops comments and line breaks. A quoted text stays as it is. */
const normalize = (sql: string): string =>
  sql
    .replaceAll(
      /('(?:[^']|'')*'|"(?:[^"]|"")*")|--[^\n]*|\/\*[\s\S]*?\*\//g,
      (_, quoted?: string) => quoted ?? ' ',
    )
    .replaceAll(/\s+/g, ' ')
    .trim()

/**
 * A foreign trigger would run with each write. @returns a sentence for each difference; none for a newer
 * version, which is unknown here @throws SqliteError when the schema cannot be read
 */
export const findSchemaDifferences = (db: Database.Database): string[] => {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > schemaVersion) return []
  if (version < 0) return [`The database has the schema ${version}, which no version has.`]
  const found = objectsOf(db)
  if (version === schemaVersion && digestOf(found) === newestDigest) return []
  const expected = expectedObjects(version)
  const foreign = [...found.keys()].filter(key => !expected.has(key))
  const missing = [...expected.keys()].filter(key => !found.has(key))
  const changed = [...expected].filter(([key, { sql }]) => {
    const other = found.get(key)
    return other !== undefined && normalize(other.sql ?? '') !== normalize(sql ?? '')
  })
  return [
    ...foreign.map(key => `The database has the ${key}, which is not part of its schema.`),
    ...missing.map(key => `The database lacks the ${key} of its schema.`),
    ...changed.map(([key]) => `The ${key} of the database is not that of its schema.`),
  ]
}

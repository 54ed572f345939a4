import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { readConfig } from '../../src/config.ts'
import { type Context, createContext, disposeContext } from '../../src/context.ts'
import { buildExampleData, type SeedPlan } from '../../src/dev/seed/build.ts'
import { cities } from '../../src/dev/seed/cities.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { temporaryFolder } from './process.ts'
import { testNow } from './server.ts'

/** A small Bangkok, as of `testNow`. */
const smallPlan: SeedPlan = {
  seed: 42,
  city: cities.bangkok,
  users: 20,
  gigs: 60,
  asOfMs: testNow,
}

export interface SeededFolder {
  /** What the store holds, for SQL that only reads. */
  db: Database.Database
  remove(): void
}

/** Builds a world into a folder of its own. */
export const seedFolder = async (
  plan: Partial<SeedPlan> = {},
  look: (ctx: Context) => Promise<void> = async () => {},
): Promise<SeededFolder> => {
  const folder = temporaryFolder()
  const ctx = createContext(readConfig({ DATA_DIR: folder.path, LOG_LEVEL: 'silent' }, 'demo'))
  try {
    await buildExampleData(ctx, { ...smallPlan, ...plan })
    await look(ctx)
  } finally {
    await disposeContext(ctx)
  }
  const db = new Database(join(folder.path, databaseFileName), { readonly: true })
  return {
    db,
    remove: () => {
      db.close()
      folder.remove()
    },
  }
}

/** The hash of every row of every table, tables in the order of their names and rows in their own. */
export const dumpOf = (db: Database.Database): string => {
  const hash = createHash('sha256')
  // The index of words cannot be read as rows; its own tables can.
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'gig_words' ORDER BY name")
    .pluck()
    .all()
  for (const table of tables) {
    hash.update(`${table}\n`)
    for (const row of db.prepare(`SELECT * FROM "${table}"`).raw().iterate())
      hash.update(
        `${JSON.stringify(row, (_, value) => (value?.type === 'Buffer' ? Buffer.from(value.data).toString('hex') : value))}\n`,
      )
  }
  return hash.digest('hex')
}

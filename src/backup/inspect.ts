import { join } from 'node:path'
import { inspectDatabase } from '../storage/sqlite/engine/backup'
import { verifyFiles } from '../storage/sqlite/engine/verify'
import { DamageError } from './manifest.ts'

/** What lies in a data folder when all is well. */
export interface Inventory {
  schema: number
  /** Rows by table. */
  tables: Record<string, number>
  files: number
}

/** Looks through a data folder, also while a server runs on it. @throws DamageError, StorageError */
export const inspectFolder = (dataDir: string): Inventory => {
  const look = () => {
    const { files, problems, tables, schema } = inspectDatabase(dataDir)
    const found = verifyFiles(files, join(dataDir, 'uploads'))
    return { problems, missing: found.problems, files: found.names.length, tables, schema }
  }
  const first = look()
  // A file that was deleted between the look at the rows and the look at the folder is gone at the second look.
  const { problems, missing, ...inventory } =
    first.problems.length === 0 && first.missing.length > 0 ? look() : first
  if (problems.length + missing.length > 0) throw new DamageError([...problems, ...missing])
  return inventory
}

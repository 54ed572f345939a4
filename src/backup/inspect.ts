import { join } from 'node:path'
import { inspectDatabase } from '../storage/sqlite/engine/backup.ts'
import { verifyFiles } from '../storage/sqlite/engine/verify.ts'
import { DamageError } from './manifest.ts'

/** The content of a healthy data folder. */
export interface Inventory {
  schema: number
  /** Rows by table. */
  tables: Record<string, number>
  files: number
}

/** Verifies a data folder, also while a server runs on it. @throws DamageError, StorageError */
export const inspectFolder = (dataDir: string): Inventory => {
  const verify = () => {
    const { files, problems, tables, schema } = inspectDatabase(dataDir)
    const found = verifyFiles(files, join(dataDir, 'uploads'))
    return { problems, missing: found.problems, files: found.names.length, tables, schema }
  }
  const first = verify()
  // A file that a server deletes after its row was read seems to be missing once. The second pass settles it.
  const { problems, missing, ...inventory } =
    first.problems.length === 0 && first.missing.length > 0 ? verify() : first
  if (problems.length + missing.length > 0) throw new DamageError([...problems, ...missing])
  return inventory
}

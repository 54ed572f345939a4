import type Database from 'better-sqlite3'
import { serverVersion } from '../../../version.ts'
import { StorageError } from '../../storage-error.ts'
import peopleAndGigs from './0001-people-and-gigs.sql' with { type: 'text' }
import files from './0002-files.sql' with { type: 'text' }
import chat from './0003-chat.sql' with { type: 'text' }
import buddiesAndReviews from './0004-buddies-and-reviews.sql' with { type: 'text' }
import money from './0005-money.sql' with { type: 'text' }
import operators from './0006-operators.sql' with { type: 'text' }
import search from './0007-search.sql' with { type: 'text' }
import spots from './0008-spots.sql' with { type: 'text' }
import packedSpots from './0009-packed-spots.sql' with { type: 'text' }
import fieldNames from './0010-field-names.sql' with { type: 'text' }
import people from './0011-people.sql' with { type: 'text' }
import gigCounts from './0012-gig-counts.sql' with { type: 'text' }
import totals from './0013-totals.sql' with { type: 'text' }
import fileHashes from './0014-file-hashes.sql' with { type: 'text' }
import operatorDesk from './0015-operator-desk.sql' with { type: 'text' }
import peopleAndReports from './0016-people-and-reports.sql' with { type: 'text' }
import closedReports from './0017-closed-reports.sql' with { type: 'text' }
import peopleInResponses from './0018-people-in-responses.sql' with { type: 'text' }
import gigCellChanges from './0019-gig-cell-changes.sql' with { type: 'text' }
import lateGigs from './0020-late-gigs.sql' with { type: 'text' }
import changedGigs from './0021-changed-gigs.sql' with { type: 'text' }
import changedBudgets from './0022-changed-budgets.sql' with { type: 'text' }

/** A step that has shipped is never changed. */
const migrations: readonly string[] = [
  peopleAndGigs,
  files,
  chat,
  buddiesAndReviews,
  money,
  operators,
  search,
  spots,
  packedSpots,
  fieldNames,
  people,
  gigCounts,
  totals,
  fileHashes,
  operatorDesk,
  peopleAndReports,
  closedReports,
  peopleInResponses,
  gigCellChanges,
  lateGigs,
  changedGigs,
  changedBudgets,
]

export const schemaVersion = migrations.length

type OnStep = (step: number, last: number) => void

/**
 * Each step is a transaction. @param onStep called before each step of a database that has content, since one
 * may take seconds for 100 000 gigs @throws StorageError for a database of a newer version
 */
export const migrate = (db: Database.Database, onStep: OnStep = () => {}): void => {
  const found = Number(db.pragma('user_version', { simple: true }))
  if (found > schemaVersion) {
    const newer = String(db.prepare('SELECT version FROM product').pluck().get() ?? '')
    throw new StorageError(
      `The data was written by Chayenity ${newer} (schema ${found}); this is ${serverVersion}, which knows schema ${schemaVersion}. Start ${newer} or a newer version.`,
    )
  }
  migrateTo(db, schemaVersion, found === 0 ? undefined : onStep)
  if (found < schemaVersion) db.prepare('UPDATE product SET version = ?').run(serverVersion)
}

export const migrateTo = (db: Database.Database, version: number, onStep: OnStep = () => {}): void => {
  const found = Number(db.pragma('user_version', { simple: true }))
  migrations.slice(found, version).forEach((sql, done) => {
    const step = found + done + 1
    onStep(step, version)
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${step}`)
    }).immediate()
  })
}

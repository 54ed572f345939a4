import { beforeAll, describe, expect, test } from 'bun:test'
import Database from 'better-sqlite3'
import { migrate } from '../../src/storage/sqlite/migrations/migrate.ts'
import { planOf, statementsOfTriggers } from '../support/statements.ts'

/** A step of a plan that would fail, and the reason why it costs no more as the marketplace grows. */
interface Exception {
  statement: RegExp
  step: RegExp
  because: string
}

const isNew = 'no row refers to a new one, and SQLite looks only while a foreign key is violated'
const isPage = 'a page has at most 100 rows'
const isIndex = 'it is a search of the geo index, which has a test and a bench of its own'
const isOnce = 'it is read once, when the store is opened'

const exceptions: readonly Exception[] = [
  {
    statement: /IN \(SELECT (n|id) FROM \(SELECT .* LIMIT \? OFFSET \?\)\)/,
    step: /ORDER BY/,
    because: isPage,
  },
  { statement: /^insert into "users"/, step: /SCAN (ledger_entries|chat_messages)/, because: isNew },
  { statement: /^insert into "chat_rooms"/, step: /SCAN notifications/, because: isNew },
  {
    statement: /from "reviews" .*"gig_id" = \? order by/,
    step: /ORDER BY/,
    because: 'a gig has two reviews',
  },
  { statement: /from "ledger_entries"/, step: /ORDER BY/, because: 'a payment has six entries at most' },
  {
    statement: /"status" = 'PROCESSING'/,
    step: /SCAN transactions|ORDER BY/,
    because: 'the index holds open payments',
  },
  { statement: /SELECT id FROM users WHERE disabled_at/, step: /SCAN users/, because: isOnce },
  { statement: /FROM users WHERE latitude IS NOT NULL/, step: /SCAN users/, because: isOnce },
  {
    statement: /from "reports" inner join .* where "reports"."resolved_at" IS NULL order by/,
    step: /SCAN reports USING INDEX reports_queue/,
    because: 'the index holds open reports, in the order of the queue',
  },
  { statement: /from "hidden_things"/, step: /SCAN hidden_things/, because: isOnce },
  { statement: /FROM deletions CROSS JOIN/, step: /SCAN deletions/, because: isOnce },
  { statement: /SELECT EXISTS \(SELECT 1 FROM operators\)/, step: /SCAN operators/, because: isOnce },
  {
    statement: /FROM gigs JOIN users AS seeker .* ORDER BY gigs\.n DESC LIMIT/,
    step: /SCAN gigs/,
    because: 'the newest page is at the end of the table',
  },
  { statement: /from "operators" order by/, step: /SCAN operators/, because: 'there are few operators' },
  {
    statement: /^select .* from "audit" order by "audit"."n" desc limit/,
    step: /SCAN audit/,
    because: 'the newest page is at the end of the table',
  },
  {
    statement: /'open_sessions', \(SELECT count/,
    step: /counts rows/,
    because: 'it counts the open sessions of one person',
  },
  {
    statement: /from "users" where "users"\."n" > \? order by/,
    step: /SEARCH users/,
    because: 'an operator lists everybody on purpose, in batches',
  },
  { statement: /FROM place_grid/, step: /SCAN place_grid/, because: 'it has one row' },
  {
    statement: /FROM sqlite_schema/,
    step: /SCAN (sqlite_schema|pragma_table_list)/,
    because: 'the schema does not grow, and this is once, when the store opens',
  },
  { statement: /^UPDATE product/, step: /SCAN product/, because: 'it has one row' },
  { statement: /^UPDATE health/, step: /SCAN health/, because: 'it has one row' },
  { statement: /FROM sqlite_schema/, step: /SCAN sqlite_master|counts/, because: 'the schema does not grow' },
  {
    statement: /FROM idempotency_records WHERE created_at <=/,
    step: /SEARCH idempotency_records/,
    because: 'each new response deletes four expired ones',
  },
  {
    statement: /^DELETE FROM idempotency_records .* scope >= \? AND scope </,
    step: /SEARCH idempotency_records/,
    because: 'the range has the responses to one person',
  },
  {
    statement: /FROM gig_cell_changes WHERE n >/,
    step: /SEARCH gig_cell_changes/,
    because: 'it reads what has changed since the last search, 2000 rows at most',
  },
  {
    statement: /^SELECT n FROM late_gigs LIMIT/,
    step: /SCAN late_gigs/,
    because: 'it reads 1001 rows at most',
  },
  {
    statement: /EXISTS \(SELECT 1 FROM gigs WHERE id > \?\)/,
    step: /SEARCH gigs USING COVERING INDEX/,
    because: 'it ends at the first gig',
  },
  {
    statement: /^DELETE FROM gig_cell_changes/,
    step: /SEARCH gig_cell_changes/,
    because: 'a thousand rows go after a thousand new ones',
  },
  {
    statement: /"transactions"\."status" = '(PENDING|PROCESSING)' and "transactions"\."created_at" </,
    step: /SEARCH transactions/,
    because: 'a page of the oldest of an index that holds open payments',
  },
  {
    statement: /from "ledger_entries" .*"posted_at" >= .* limit/,
    step: /SEARCH ledger_entries/,
    because: isPage,
  },
  { statement: /from "reports" .*"resolved_at" desc/, step: /SEARCH reports/, because: isPage },
  {
    statement: /FROM notifications WHERE user_id = @userId AND created_at < @since/,
    step: /counts/,
    because: 'each new notification deletes four expired ones',
  },
  {
    statement: /FROM notifications WHERE user_id = \? AND n > \?/,
    step: /counts/,
    because: 'people read up to one of the newest notifications',
  },
  {
    statement: /FROM (gig_blocks|user_places)/,
    step: /SCAN (gig_blocks|user_places)/,
    because: isIndex,
  },
  { statement: /(FROM|JOIN) gig_chunks/, step: /SEARCH gig_chunks/, because: isIndex },
  { statement: /FROM gig_words/, step: /SCAN gig_words/, because: isIndex },
  {
    statement: /FROM (gig_blocks CROSS JOIN )?gig_counts/,
    step: /counts/,
    because: isIndex,
  },
]

/** Rows that the statement itself has, a list from the code, or the rows of a subquery that has steps of its own. */
const isBounded =
  /^SCAN (CONSTANT ROW|\d+ CONSTANT ROWS|\d+-ROW VALUES CLAUSE|\(subquery-\d+\)|(json_each|part|page) VIRTUAL)/

const isRead = /^\s*(select|insert|update|delete|with)\b/i

/** On one line, and without what `StoreDatabase` adds. */
const asWritten = (text: string): string =>
  text
    .replace(/likely\((\?|@\w+)\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()

/** A range alone, without a value that rows equal: called again behind its last row, it reads the whole table. */
const isWalk = /^SEARCH [^=]*\([^=]*[<>][^=]*\)$/

/** The steps that cost more with every row of a table. */
const growingStepsOf = (db: Database.Database, text: string): string[] => {
  const steps = planOf(db, text).filter(
    step => (/^SCAN|TEMP B-TREE|AUTOMATIC/.test(step) && !isBounded.test(step)) || isWalk.test(step),
  )
  const countsRows = /\b(count|sum|total|avg|group_concat)\s*\(/i.test(text)
  return countsRows ? [...steps, 'counts rows'] : steps
}

/**
 * Fails when a statement that the store has prepared reads, sorts or counts rows whose number grows.
 *
 * @param prepareRest makes the store prepare those of its statements that it has not prepared yet
 */
export const statementPlans = (recorded: ReadonlySet<string>, prepareRest: () => Promise<void>): void => {
  describe('the statements of the store', () => {
    beforeAll(prepareRest, 60_000)

    const findGrowing = () => {
      const db = new Database(':memory:')
      migrate(db)
      const texts = [...recorded].filter(text => isRead.test(text))
      const found = [...texts, ...statementsOfTriggers(db)].flatMap(text =>
        growingStepsOf(db, text).map(step => ({ text: asWritten(text), step })),
      )
      db.close()
      return { texts, found }
    }
    const isOf = (text: string, step: string) => (exception: Exception) =>
      exception.statement.test(text) && exception.step.test(step)

    test('read, sort and count nothing that grows, but for the exceptions', () => {
      const { texts, found } = findGrowing()
      expect(texts.length).toBeGreaterThan(100)
      const unexpected = found.filter(({ text, step }) => !exceptions.some(isOf(text, step)))
      expect(unexpected).toEqual([])
    })

    test('have no exception that none of them needs', () => {
      const { found } = findGrowing()
      const unneeded = exceptions.filter(
        exception => !found.some(({ text, step }) => isOf(text, step)(exception)),
      )
      expect(unneeded).toEqual([])
    })
  })
}

import { afterAll } from 'bun:test'
import { recordStatements } from '../support/statements.ts'
import { accounts } from './accounts.ts'
import { buddies } from './buddies.ts'
import { chat } from './chat.ts'
import { deskReads } from './desk-reads.ts'
import { engines } from './engines.ts'
import { everyWrite } from './every-write.ts'
import { foundGigs } from './found-gigs.ts'
import { gigs } from './gigs.ts'
import { notifications } from './notifications.ts'
import { operators } from './operators.ts'
import { reports } from './reports.ts'
import { reviews } from './reviews.ts'
import { sessions } from './sessions.ts'
import { statementPlans } from './statement-plans.ts'
import { describeStore } from './suite.ts'
import { transactionReads } from './transaction-reads.ts'
import { transactions } from './transactions.ts'
import { uploads } from './uploads.ts'
import { users } from './users.ts'
import { whole } from './whole.ts'

const parts = [
  whole,
  everyWrite,
  users,
  accounts,
  sessions,
  gigs,
  foundGigs,
  chat,
  notifications,
  uploads,
  buddies,
  reviews,
  reports,
  transactions,
  transactionReads,
  operators,
  deskReads,
]

/** What every engine has to do, said against the port alone: the next engine inherits it. */
const [runRest] = engines.map(engine => describeStore(engine, parts))

// Plans of PostgreSQL follow from how many rows there are: with the few of this suite it reads whole tables.
if (process.env.ENGINE !== 'postgres') {
  const statements = recordStatements()
  afterAll(statements.stop)
  // The engines of SQLite prepare the same statements, so the rest of the first is enough.
  statementPlans(statements.texts, async () => runRest?.())
}

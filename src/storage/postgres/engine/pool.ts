import { SQL } from 'bun'
import { AppError } from '../../../errors.ts'
import { isAnswered, isLostConnection, isUncertainCommit, uncertainCommit } from './conflicts.ts'
import { type Queries, queriesBy } from './queries.ts'

export interface PoolOptions {
  url: string
  maxConnections: number
  /** Of each statement. When one takes longer, the server is taken to be frozen. */
  deadlineMs: number
  /** false behind a pooler that gives each transaction another connection. */
  preparesStatements: boolean
  onReplaced: () => void
}

/** How many callers wait for a connection at most; more than the server can serve in some seconds would only add delay. */
export const maxWaitingCallers = 10_000

/** How much earlier than the deadline the server itself ends a statement, which costs no connection. */
const serverMarginMs = 1000

const checkMs = 250

/** A statement that was sent and has not been answered. */
interface SentStatement {
  since: number
  fail(error: unknown): void
}

type Runner = Pick<SQL, 'unsafe'>

/**
 * The connections to a server. Each statement has a deadline: when it passes, all connections are dropped and new ones
 * are opened, since a frozen server would hold them for ever.
 * @throws AppError OVERLOADED where too many wait, STORAGE_FAILED where the server does not answer
 */
export const createPool = (options: PoolOptions) => {
  const { maxConnections, deadlineMs, onReplaced } = options
  let sql = open(options)
  const sent = new Set<SentStatement>()
  const waiting: (() => void)[] = []
  let used = 0
  let onUncertainCommit = () => {}

  const replace = () => {
    const old = sql
    sql = open(options)
    for (const statement of [...sent])
      statement.fail(new AppError('STORAGE_FAILED', undefined, { retryAfterSeconds: 1 }))
    old.close({ timeout: 0 }).catch(() => {})
    onReplaced()
  }
  const watch = setInterval(() => {
    const [oldest] = sent
    if (oldest && performance.now() - oldest.since > deadlineMs) replace()
  }, checkMs)
  watch.unref()

  /** Waits for the answer of a server at most until the deadline. */
  const inTime = <T>(answer: Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const statement: SentStatement = {
        since: performance.now(),
        fail: error => {
          sent.delete(statement)
          reject(error)
        },
      }
      sent.add(statement)
      answer.then(value => {
        sent.delete(statement)
        resolve(value)
      }, statement.fail)
    })

  const withConnection = async <T>(use: () => Promise<T>): Promise<T> => {
    if (used >= maxConnections) {
      if (waiting.length >= maxWaitingCallers)
        throw new AppError('OVERLOADED', undefined, { retryAfterSeconds: 1 })
      await new Promise<void>(resolve => waiting.push(resolve))
    } else used += 1
    try {
      return await use()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else used -= 1
    }
  }

  const queriesOn = (runner: () => Runner): Queries =>
    queriesBy((text, values) => inTime(runner().unsafe(text, [...values])))

  const anyConnection = queriesOn(() => sql)
  const read = <T>(send: () => Promise<T>): Promise<T> => withConnection(() => onLiveConnection(send))
  const reads: Queries = {
    all: (text, values) => read(() => anyConnection.all(text, values)),
    get: (text, values) => read(() => anyConnection.get(text, values)),
    run: (text, values) => read(() => anyConnection.run(text, values)),
  }

  const begin = async () => {
    const connection = await inTime(sql.reserve())
    try {
      const tx = queriesOn(() => connection)
      await tx.run('BEGIN')
      return { tx, connection }
    } catch (error) {
      connection.release()
      throw error
    }
  }

  return {
    reads,
    maxConnections,
    /** Runs statements in a transaction on one connection; it is committed when `run` resolves, and rolled back when it rejects. */
    transaction: <T>(run: (tx: Queries) => Promise<T>): Promise<T> =>
      withConnection(async () => {
        const { tx, connection } = await onLiveConnection(begin)
        try {
          const result = await run(tx)
          await commit(tx)
          return result
        } catch (error) {
          if (isUncertainCommit(error)) onUncertainCommit()
          await tx.run('ROLLBACK').catch(() => {})
          throw error
        } finally {
          connection.release()
        }
      }),
    /** @param hear called when a COMMIT got no answer */
    whenUncertain: (hear: () => void): void => {
      onUncertainCommit = hear
    },
    waitingCallers: () => waiting.length,
    close: async () => {
      clearInterval(watch)
      await sql.close({ timeout: 1 })
    },
  }
}

/**
 * A connection that is lost while the server commits leaves open whether it has.
 * @throws AppError STORAGE_FAILED, whose cause is an UncertainCommit
 */
const commit = async (tx: Queries): Promise<void> => {
  try {
    await tx.run('COMMIT')
  } catch (error) {
    throw isAnswered(error) ? error : uncertainCommit(error)
  }
}

/** How many connections may turn out to be gone before one that works. */
const maxLostConnections = 3

/** Tries again what a lost connection has kept from beginning, or what can be repeated. */
const onLiveConnection = async <T>(send: () => Promise<T>): Promise<T> => {
  for (let lost = 0; ; lost += 1) {
    try {
      return await send()
    } catch (error) {
      if (lost === maxLostConnections || !isLostConnection(error)) throw error
    }
  }
}

export type Pool = ReturnType<typeof createPool>

const open = ({ url, maxConnections, deadlineMs, preparesStatements }: PoolOptions): SQL =>
  new SQL({
    url,
    max: maxConnections,
    connectionTimeout: Math.ceil(deadlineMs / 1000),
    prepare: preparesStatements,
    ...(preparesStatements && { connection: { statement_timeout: deadlineMs - serverMarginMs } }),
  })

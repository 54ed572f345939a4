import { AppError } from '../errors.ts'
import type { ExpensiveReadFigures } from './store.ts'

/** What one person may ask for in a minute (ruling G12), twice. */
export const maxWaitingReads = 200

export const noExpensiveReads: ExpensiveReadFigures = {
  waiting: 0,
  total: 0,
  rejected: 0,
  waitSeconds: 0,
  runSeconds: 0,
}

const maxRetryAfterSeconds = 60

/** The error of a read that loses its place among `waiting` others. */
export const overloadedByReads = (waiting: number, { runSeconds, total }: ExpensiveReadFigures): AppError => {
  const meanSeconds = runSeconds / Math.max(1, total)
  const retryAfterSeconds = Math.ceil(Math.min(maxRetryAfterSeconds, 1 + waiting * meanSeconds))
  return new AppError('OVERLOADED', undefined, { retryAfterSeconds })
}

export const clientGone = (): AppError => new AppError('BAD_REQUEST', 'The client closed the connection.')

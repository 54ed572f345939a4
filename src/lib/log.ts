import pino, { type Logger } from 'pino'
import pretty from 'pino-pretty'

export type Log = Logger

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Where lines go: the standard output, or whatever else takes text. */
export type LogTarget = { write(line: string): void }

/** Writes readable lines to a terminal, and one JSON object a line to anything else. */
export const createLog = (level: LogLevel, target?: LogTarget): Log => {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: label => ({ level: label }) },
  }
  if (target) return pino(options, target)
  if (process.stdout.isTTY) return pino(options, readable())
  return pino(options, pino.destination({ dest: 1, sync: false }))
}

const readable = () =>
  pretty({
    sync: true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'requestId,method,path,status,ms,userId',
    messageFormat: (line, messageKey) =>
      line.method === undefined
        ? String(line[messageKey])
        : `${line.method} ${line.path} ${line.status} in ${line.ms} ms`,
  })

import pino, { type Logger } from 'pino'
import pretty from 'pino-pretty'

export type Log = Logger

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** The destination of log lines: the standard output, or anything else that accepts text. */
type LogTarget = { write(line: string): void }

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
  return pino(options, inBlocks())
}

/** Lines are written in blocks, because a write for each would cost more than everything else about the line. */
const blockLength = 65_536
const maxWaitMs = 20

/** Writes lines to the standard output in blocks. A line is delayed by `maxWaitMs` at most. */
const inBlocks = () => {
  const target = pino.destination({ dest: 1, sync: false })
  let block = ''
  let timer: ReturnType<typeof setTimeout> | null = null
  const pass = () => {
    if (timer) clearTimeout(timer)
    timer = null
    const lines = block
    block = ''
    if (lines !== '') target.write(lines)
  }
  const flushSync = () => {
    pass()
    target.flushSync()
  }
  process.on('exit', flushSync)
  return {
    write: (line: string) => {
      block += line
      if (block.length >= blockLength) pass()
      else timer ??= setTimeout(pass, maxWaitMs)
    },
    // pino calls it after a fatal line.
    flushSync,
  }
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

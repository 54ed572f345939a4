import pino, { type Logger } from 'pino'

export interface Log extends Logger {
  /** Writes an `info` line from fields that are JSON text already, such as `"path":"/","status":200`. */
  infoText(fields: string): void
}

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
  const stream = target ?? (process.stdout.isTTY ? readable() : inBlocks())
  const log = pino(options, stream)
  const isWritten = log.isLevelEnabled('info')
  return Object.assign(log, {
    infoText: (fields: string) => {
      if (isWritten) stream.write(`{"level":"info","time":"${isoTime(Date.now())}",${fields}}\n`)
    },
  })
}

/** Many lines are written in the same millisecond. */
let latestMs = 0
let latestTime = ''
const isoTime = (ms: number): string => {
  if (ms !== latestMs) {
    latestMs = ms
    latestTime = new Date(ms).toISOString()
  }
  return latestTime
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

/** "GET /api/gigs/1 422 VALIDATION_ERROR in 2 ms", and the hint in a line of its own. */
const requestText = ({ method, path, status, error_code: code, ms, hint }: Record<string, unknown>): string =>
  `${method} ${path} ${status}${code ? ` ${code}` : ''} in ${ms} ms${hint ? `\n    Hint: ${hint}` : ''}`

const readable = () => {
  // Of use on a terminal alone, and needed at once, so it cannot be imported.
  const pretty: typeof import('pino-pretty') = require('pino-pretty')
  return pretty({
    sync: true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'requestId,method,path,status,error_code,ms,userId,hint',
    messageFormat: (line, messageKey) =>
      line.method === undefined ? String(line[messageKey]) : requestText(line),
  })
}

import pino, { type Logger } from 'pino'

export interface Log extends Logger {
  /** `fields` are JSON text, such as `"path":"/","status":200`. */
  infoText(fields: string): void
}

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

type LogTarget = { write(line: string): void }

/** Readable lines for a terminal, else one JSON object a line. */
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

/** A write for each line would cost more than all else about it. */
const blockBytes = 65_536
const maxWaitMs = 20
/** In UTF-8. */
const maxBytesPerCharacter = 3

const inBlocks = () => {
  const target = pino.destination({ dest: 1, sync: false })
  // Texts that are appended to each other stay pieces until they are written, which takes longer.
  const block = Buffer.allocUnsafe(blockBytes)
  let used = 0
  let timer: ReturnType<typeof setTimeout> | null = null
  const pass = () => {
    if (timer) clearTimeout(timer)
    timer = null
    if (used > 0) target.write(block.toString('utf8', 0, used))
    used = 0
  }
  const flushSync = () => {
    pass()
    target.flushSync()
  }
  process.on('exit', flushSync)
  return {
    write: (line: string) => {
      const maxBytes = line.length * maxBytesPerCharacter
      if (used + maxBytes > blockBytes) pass()
      if (maxBytes > blockBytes) {
        target.write(line)
        return
      }
      used += block.write(line, used)
      timer ??= setTimeout(pass, maxWaitMs)
    },
    // pino calls it after a fatal line.
    flushSync,
  }
}

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

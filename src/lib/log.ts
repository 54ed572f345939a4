import pretty from 'pino-pretty'
import { SonicBoom } from 'sonic-boom'

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Says what happened: what is known of it (a thrown error as `err`), and a sentence. */
type Note = (known: Record<string, unknown>, sentence: string) => void

export type Log = Record<Exclude<LogLevel, 'silent'>, Note>

/** Where lines go: the standard output, or whatever else takes text. */
export interface LogTarget {
  write(line: string): void
  /** Passes on at once what it may have kept back. */
  flush?(): void
}

/** Writes readable lines to a terminal, and one JSON object a line to anything else. */
export const createLog = (level: LogLevel, target: LogTarget = standardOutput()): Log => {
  const note = (at: Exclude<LogLevel, 'silent'>): Note => {
    if (logLevels.indexOf(at) < logLevels.indexOf(level)) return () => {}
    return (known, sentence) => {
      target.write(lineOf(at, known, sentence))
      // Behind a fatal line the process ends.
      if (at === 'fatal') target.flush?.()
    }
  }
  return {
    trace: note('trace'),
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
    fatal: note('fatal'),
  }
}

const lineOf = (level: LogLevel, known: Record<string, unknown>, msg: string): string => {
  const line = { level, time: new Date().toISOString(), ...known, msg }
  return `${JSON.stringify('err' in known ? { ...line, err: shownError(known.err) } : line)}\n`
}

/** What is worth keeping of something that was thrown, and of what lies behind it, `mostDepth` deep. */
const shownError = (thrown: unknown, mostDepth = 5): unknown => {
  if (!(thrown instanceof Error) || mostDepth === 0) return String(thrown)
  const { name: type, message, stack, cause } = thrown
  const code = 'code' in thrown ? { code: String(thrown.code) } : {}
  return {
    type,
    message,
    ...code,
    stack,
    ...(cause !== undefined && { cause: shownError(cause, mostDepth - 1) }),
  }
}

const standardOutput = (): LogTarget => (process.stdout.isTTY ? readable() : inBlocks())

/** Lines are written together: a write for each would cost a request more than all else about its line. */
const blockLength = 65_536
const mostWaitMs = 20

/** The standard output, to which lines go in blocks; none waits longer than `mostWaitMs`. */
const inBlocks = (): LogTarget => {
  const target = new SonicBoom({ fd: 1, sync: false })
  let block = ''
  let timer: ReturnType<typeof setTimeout> | null = null
  const pass = () => {
    if (timer) clearTimeout(timer)
    timer = null
    const lines = block
    block = ''
    if (lines !== '') target.write(lines)
  }
  const flush = () => {
    pass()
    target.flushSync()
  }
  process.on('exit', flush)
  return {
    write: line => {
      block += line
      if (block.length >= blockLength) pass()
      else timer ??= setTimeout(pass, mostWaitMs)
    },
    flush,
  }
}

const readable = (): LogTarget =>
  pretty({
    sync: true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'requestId,method,path,status,ms,userId',
    messageFormat: (line, messageKey) =>
      line.method === undefined
        ? String(line[messageKey])
        : `${line.method} ${line.path} ${line.status} in ${line.ms} ms`,
  })

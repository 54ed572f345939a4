import { describe, expect, spyOn, test } from 'bun:test'
import { createLog, type LogLevel } from './log.ts'

const logAt = (level: LogLevel) => {
  const lines: string[] = []
  return { log: createLog(level, { write: line => lines.push(line) }), lines }
}

describe('the log', () => {
  test('has one JSON object a line with the word of its level and the time, and says nothing of the machine', () => {
    const { log, lines } = logAt('info')
    log.warn({ part: 'mail' }, 'It is late.')
    log.infoText('"path":"/","status":200,"msg":"request"')
    expect(lines.map(line => line.endsWith('}\n'))).toEqual([true, true])
    const [warning, request] = lines.map(line => JSON.parse(line))
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(warning).toEqual({ level: 'warn', time, part: 'mail', msg: 'It is late.' })
    expect(request).toEqual({ level: 'info', time, path: '/', status: 200, msg: 'request' })
  })

  test('has the time of each line, also where many are written in one millisecond', () => {
    const { log, lines } = logAt('info')
    const times = [Date.UTC(2025, 9, 1), 1, 1, 2, 1]
    const watched = spyOn(Date, 'now')
    for (const ms of times) {
      watched.mockReturnValue(ms)
      log.infoText('"msg":"request"')
    }
    watched.mockRestore()
    expect(lines.map(line => Date.parse(JSON.parse(line).time))).toEqual(times)
  })

  test.each(['warn', 'error', 'fatal', 'silent'] as const)('has no requests at the level %s', level => {
    const { log, lines } = logAt(level)
    log.infoText('"msg":"request"')
    log.info('started')
    expect(lines).toEqual([])
  })

  test.each(['trace', 'debug'] as const)('has requests at the level %s', level => {
    const { log, lines } = logAt(level)
    log.infoText('"msg":"request"')
    expect(lines).toHaveLength(1)
  })
})

/** A program that logs into a pipe, and ends when its input does. */
const startLogging = (script: string) => {
  const path = JSON.stringify(new URL('log.ts', import.meta.url).pathname)
  const code = `import { createLog } from ${path}; const log = createLog('info'); ${script}; await Bun.stdin.text()`
  return Bun.spawn([process.execPath, '-e', code], { stdin: 'pipe', stdout: 'pipe', stderr: 'inherit' })
}

const messagesIn = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line).msg)

describe('the log of a program that has no terminal', () => {
  test('has every line in order, of any length and in any script, when the program ends', async () => {
    const child = startLogging(`
      for (let at = 0; at < 3000; at += 1) {
        if (at % 1000 === 500) log.info('long ' + 'ก'.repeat(100_000))
        else if (at % 2) log.info(at + ' สวัสดี 🛋')
        else log.infoText('"msg":"' + at + '"')
      }`)
    child.stdin.end()
    const expected = Array.from({ length: 3000 }, (_, at) => {
      if (at % 1000 === 500) return `long ${'ก'.repeat(100_000)}`
      return at % 2 === 1 ? `${at} สวัสดี 🛋` : String(at)
    })
    expect(messagesIn(await new Response(child.stdout).text())).toEqual(expected)
    expect(await child.exited).toBe(0)
  })

  test('has a line soon, while the program goes on', async () => {
    const child = startLogging(`log.info('first')`)
    const { value } = await child.stdout.getReader().read()
    expect(messagesIn(new TextDecoder().decode(value))).toEqual(['first'])
    expect(child.exitCode).toBe(null)
    child.stdin.end()
    expect(await child.exited).toBe(0)
  })
})

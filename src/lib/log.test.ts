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

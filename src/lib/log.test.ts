import { describe, expect, test } from 'bun:test'
import { createLog, type LogLevel } from './log.ts'

const logged = (level: LogLevel, act: (log: ReturnType<typeof createLog>) => void) => {
  const lines: string[] = []
  let flushes = 0
  act(createLog(level, { write: line => lines.push(line), flush: () => (flushes += 1) }))
  return { lines, flushes }
}

describe('the log', () => {
  test('writes a line of JSON with the level, the time, what is known and a sentence', () => {
    const { lines } = logged('info', log => log.info({ path: '/a"\n', status: 200 }, 'request'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toEndWith('}\n')
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      path: '/a"\n',
      status: 200,
      msg: 'request',
    })
  })

  test('leaves out what matters less than its level, and everything when it is silent', () => {
    const say = (log: ReturnType<typeof createLog>) => {
      log.info({}, 'one')
      log.warn({}, 'two')
      log.fatal({}, 'three')
    }
    expect(logged('warn', say).lines.map(line => JSON.parse(line).msg)).toEqual(['two', 'three'])
    expect(logged('silent', say).lines).toEqual([])
  })

  test('shows an error with its code, where it was thrown, and what lies behind it', () => {
    const behind = Object.assign(new TypeError('behind'), { code: 'ENOSPC' })
    const { lines } = logged('info', log =>
      log.error({ err: new Error('before', { cause: behind }) }, 'failed'),
    )
    const { err } = JSON.parse(lines[0] ?? '')
    expect(err).toMatchObject({
      type: 'Error',
      message: 'before',
      cause: { message: 'behind', code: 'ENOSPC' },
    })
    expect(err.stack).toContain('log.test.ts')
    expect(err.cause.type).toBe('TypeError')
  })

  test('comes to an end where errors lie behind each other in a circle', () => {
    const error = new Error('round')
    error.cause = error
    expect(logged('info', log => log.error({ err: error }, 'failed')).lines).toHaveLength(1)
  })

  test('says what was thrown when it was no error', () => {
    const { lines } = logged('info', log => log.error({ err: 'a text' }, 'failed'))
    expect(JSON.parse(lines[0] ?? '').err).toBe('a text')
  })

  test('passes a fatal line on at once', () => {
    expect(logged('info', log => log.error({}, 'not yet')).flushes).toBe(0)
    expect(logged('info', log => log.fatal({}, 'now')).flushes).toBe(1)
  })
})

import { describe, expect, test } from 'bun:test'
import { contextOf, plainEndpoint } from '../../test/support/contexts.ts'
import { createLog } from '../lib/log.ts'
import { createRequestLog } from './request-log.ts'

const endpoint = plainEndpoint()

const logged = (
  context: ReturnType<typeof contextOf>,
  more?: Parameters<ReturnType<typeof createRequestLog>>[1],
) => {
  const lines: string[] = []
  const log = createRequestLog(createLog('info', { write: line => lines.push(line) }))
  log({ context, endpoint, status: 200, ms: 1.23456 }, more)
  const [line = ''] = lines
  const { time: _, ...fields } = JSON.parse(line)
  return { line, fields }
}

describe('the line of a request in the log', () => {
  test('says what was asked for, without the query, and how long it took to a hundredth', () => {
    const context = contextOf({ path: '/api/gigs?token=secret', method: 'POST' })
    const { line, fields } = logged(context)
    expect(fields).toEqual({
      level: 'info',
      requestId: context.id,
      method: 'POST',
      path: '/api/gigs',
      status: 200,
      ms: 1.23,
      userId: null,
      msg: 'request',
    })
    expect(line).toEndWith('}\n')
  })

  test('says who asked, which error they got and the hint for it, whatever is in the hint', () => {
    const context = contextOf()
    const userId = context.environment.newId<'user'>()
    context.caller = { userId, sessionId: context.environment.newId<'session'>() }
    context.errorCode = 'VALIDATION_ERROR'
    const hint = 'Send "title"\nas text.'
    expect(logged(context, { hint }).fields).toMatchObject({ userId, error_code: 'VALIDATION_ERROR', hint })
  })

  test('is that of the request as it was sent, where another was answered', () => {
    const request = new Request('http://chayenity.test/sent', { method: 'PUT' })
    expect(logged(contextOf(), { request }).fields).toMatchObject({ method: 'PUT', path: '/sent' })
  })

  test('of a fault of the server has its cause', () => {
    const context = contextOf({ path: '/api/gigs?token=secret' })
    context.internalError = new Error('no such table')
    context.errorCode = 'INTERNAL_ERROR'
    const { line, fields } = logged(context)
    expect(fields).toMatchObject({
      level: 'error',
      requestId: context.id,
      method: 'GET',
      path: '/api/gigs',
      status: 200,
      error_code: 'INTERNAL_ERROR',
      ms: 1.23,
      userId: null,
      err: { message: 'no such table' },
      msg: 'request failed',
    })
    expect(line).not.toContain('secret')
  })
})

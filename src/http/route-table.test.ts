import { describe, expect, test } from 'bun:test'
import { Type } from '@sinclair/typebox'
import { AppError } from '../errors.ts'
import { operation } from './operation.ts'
import { RouteTable } from './route-table.ts'

const route = (method: string, path: string, access: 'anyone' | 'user' | 'refresh' = 'user') => {
  const { detail } = operation({
    summary: `${method} ${path}`,
    description: '',
    access,
    answers: { 200: Type.Void() },
    errors: [],
  })
  return { method, path, hooks: { detail } }
}

const table = new RouteTable([
  route('GET', '/'),
  route('POST', '/api/gigs', 'anyone'),
  route('GET', '/api/gigs/'),
  route('GET', '/api/gigs/search', 'refresh'),
  route('GET', '/api/gigs/:gig_id'),
  route('DELETE', '/api/gigs/:gig_id'),
  route('POST', '/api/gigs/:gig_id/accept'),
  route('WS', '/ws/chat/:room_id'),
  route('OPTIONS', '/*'),
  { method: 'GET', path: '/docs', hooks: {} },
])

const refusalOf = (method: string, path: string) => {
  const found = table.find(method, path)
  return found instanceof AppError ? [found.code, found.allow ?? null] : 'found'
}
const accessOf = (method: string, path: string) => {
  const found = table.find(method, path)
  return found instanceof AppError ? found.code : found.access
}

describe('the route table', () => {
  test('finds an operation with and without a slash at the end (G1)', () => {
    for (const path of ['/api/gigs', '/api/gigs/']) {
      expect([accessOf('POST', path), accessOf('GET', path)]).toEqual(['anyone', 'user'])
    }
    expect(refusalOf('GET', '/api/gigs/123/')).toBe('found')
    expect(refusalOf('GET', '/')).toBe('found')
  })

  test('prefers a fixed path to one with a parameter', () => {
    expect(accessOf('GET', '/api/gigs/search')).toBe('refresh')
    expect(accessOf('GET', '/api/gigs/searching')).toBe('user')
  })

  test('answers HEAD like GET, and a WebSocket begins with GET', () => {
    expect(refusalOf('HEAD', '/api/gigs')).toBe('found')
    expect(refusalOf('HEAD', '/api/gigs/1/accept')).toEqual(['METHOD_NOT_ALLOWED', 'POST'])
    expect(refusalOf('GET', '/ws/chat/1')).toBe('found')
  })

  test('says which methods a path knows where it does not know this one (G11)', () => {
    expect(refusalOf('PATCH', '/api/gigs')).toEqual(['METHOD_NOT_ALLOWED', 'POST, GET, HEAD'])
    expect(refusalOf('PUT', '/api/gigs/1')).toEqual(['METHOD_NOT_ALLOWED', 'GET, HEAD, DELETE'])
  })

  test('knows nothing of other paths, however close they are (G8)', () => {
    for (const path of ['/api', '/api/gigs/1/2', '/api//gigs', '/API/gigs', '/api/gigs//', '/ws', '']) {
      expect([path, refusalOf('GET', path)]).toEqual([path, ['RESOURCE_NOT_FOUND', null]])
    }
  })

  test('takes what is no operation for a page: open to all and never counted', () => {
    expect(table.find('GET', '/docs')).toMatchObject({ access: 'anyone', rateClass: 'none' })
  })
})

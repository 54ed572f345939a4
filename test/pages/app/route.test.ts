import { describe, expect, test } from 'bun:test'
import { matchPath, parseRoute } from '../../../src/pages/app/route.ts'

describe('the address of a screen', () => {
  test.each([
    ['', '/', ''],
    ['#', '/', ''],
    ['#content', '/', ''],
    ['#/my-gigs', '/my-gigs', ''],
    ['#/chat/1?at=2', '/chat/1', 'at=2'],
  ])('%p leads to %s', (hash, path, query) => {
    const route = parseRoute(hash)
    expect([route.path, String(route.query)]).toEqual([path, query])
  })

  test('fits a pattern part by part', () => {
    expect(matchPath('/gigs/:gig_id', '/gigs/1')).toEqual({ gig_id: '1' })
    expect(matchPath('/gigs/:gig_id/edit', '/gigs/1/edit')).toEqual({ gig_id: '1' })
    expect(matchPath('/', '/')).toEqual({})
  })

  test('fits no pattern with other or missing parts', () => {
    for (const path of ['/gigs', '/gigs/', '/gigs/1/edit', '/people/1'])
      expect([path, matchPath('/gigs/:gig_id', path)]).toEqual([path, null])
  })
})

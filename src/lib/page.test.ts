import { describe, expect, test } from 'bun:test'
import { readPage, toPage, toUncountedPage } from './page.ts'

describe('a page of a list (G6)', () => {
  test('has more behind it until its last item is the last of all', () => {
    const items = ['a', 'b']
    expect(toPage(items, 5, { skip: 2 })).toEqual({ items, totalCount: 5, hasMore: true })
    expect(toPage(items, 4, { skip: 2 }).hasMore).toBeFalse()
    expect(toPage([], 0, { skip: 0 }).hasMore).toBeFalse()
    expect(toPage([], 3, { skip: 7 }).hasMore).toBeFalse()
  })

  test('is read only where there is something behind what is left out', () => {
    let reads = 0
    const read = () => {
      reads += 1
      return ['last']
    }
    expect(readPage({ skip: 2, limit: 5 }, 3, read)).toEqual({
      items: ['last'],
      totalCount: 3,
      hasMore: false,
    })
    expect(readPage({ skip: 3, limit: 5 }, 3, read)).toEqual({ items: [], totalCount: 3, hasMore: false })
    expect(reads).toBe(1)
  })

  test('that nobody has counted has more where one item more was found, which it leaves out', () => {
    expect(toUncountedPage(['a', 'b', 'c'], 2)).toEqual({ items: ['a', 'b'], hasMore: true })
    expect(toUncountedPage(['a', 'b'], 2)).toEqual({ items: ['a', 'b'], hasMore: false })
    expect(toUncountedPage([], 2)).toEqual({ items: [], hasMore: false })
  })
})

import { expect } from 'bun:test'
import type { Page, PageRequest } from '../../src/lib/page.ts'
import type { Timestamp } from '../../src/lib/timestamp.ts'

/** Reads a list with every `skip` up to behind its end, and expects exactly `wanted` in that order (ruling G6). */
export const expectPages = async <Item>(
  list: (page: PageRequest) => Promise<Page<Item>>,
  wanted: readonly Item[],
): Promise<void> => {
  for (const limit of [1, 2, wanted.length + 1]) {
    for (let skip = 0; skip <= wanted.length + 1; skip += 1) {
      const page = await list({ skip, limit })
      expect({ skip, limit, ...page }).toEqual({
        skip,
        limit,
        items: wanted.slice(skip, skip + limit),
        totalCount: wanted.length,
        hasMore: skip + limit < wanted.length,
      })
    }
  }
}

/** Newest first, ties by id: the greatest first. */
export const newestFirst = <Item extends { id: string; createdAt: Timestamp }>(
  items: readonly Item[],
): Item[] =>
  items.toSorted((a, b) => {
    if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1
    return a.id < b.id ? 1 : -1
  })

/** The seconds of five things made in an order that is not that of their time, two of them at once. */
export const mixedSeconds = [20, 10, 30, 20, 40]

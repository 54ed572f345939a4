import { expect } from 'bun:test'
import type { Id } from '../../src/lib/ids.ts'
import type { Page, PageRequest } from '../../src/lib/page.ts'
import type { Timestamp } from '../../src/lib/timestamp.ts'
import { newId } from '../support/stores.ts'

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

/** The seconds of six things, in the order in which they are stored; three of them are of the same moment. */
export const mixedSeconds = [20, 10, 30, 20, 40, 20]

/** Ids for six things: those of the same moment are stored neither in the order of their ids nor in the opposite one. */
export const mixedIds = <Kind extends string>(): Id<Kind>[] => {
  const ids = Array.from({ length: 6 }, () => newId<Kind>())
  return [3, 1, 2, 5, 4, 0].flatMap(rank => ids[rank] ?? [])
}

/** Six things with those seconds and ids, newest first, ties by id. */
export const inNewestOrder = <Item>(items: readonly Item[]): Item[] =>
  [4, 2, 3, 0, 5, 1].flatMap(index => items[index] ?? [])

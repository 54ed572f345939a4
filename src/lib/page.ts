/** Which part of a list is wanted: leave out the first `skip`, then give at most `limit` (ruling G6). */
export interface PageRequest {
  skip: number
  limit: number
}

/** A part of a list, and how many there are in the whole list. */
export interface Page<T> {
  items: T[]
  totalCount: number
}

/** Whether there is more behind this page (ruling G6). */
export const hasMore = (page: Page<unknown>, skip: number): boolean =>
  skip + page.items.length < page.totalCount

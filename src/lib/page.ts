/** Which part of a list is wanted: leave out the first `skip`, then give at most `limit` (ruling G6). */
export interface PageRequest {
  skip: number
  limit: number
}

/** A part of a list, and how many there are in the whole list. */
export interface Page<T> {
  items: T[]
  totalCount: number
  /** Whether there is more behind this page (ruling G6). */
  hasMore: boolean
}

/** The page that starts behind `skip`. */
export const toPage = <T>(items: T[], totalCount: number, { skip }: Pick<PageRequest, 'skip'>): Page<T> => ({
  items,
  totalCount,
  hasMore: skip + items.length < totalCount,
})

/** A page has at most `limit` items after the first `skip` (ruling G6). */
export interface PageRequest {
  skip: number
  limit: number
}

export interface Page<T> {
  items: T[]
  totalCount: number
  hasMore: boolean
}

export const toPage = <T>(items: T[], totalCount: number, { skip }: Pick<PageRequest, 'skip'>): Page<T> => ({
  items,
  totalCount,
  hasMore: skip + items.length < totalCount,
})

/** Reads nothing for a page behind the end. */
export const readPage = <T>(page: PageRequest, totalCount: number, read: () => T[]): Page<T> =>
  toPage(page.skip < totalCount ? read() : [], totalCount, page)

/** @param found one item more than the page, where there is one */
export const toUncountedPage = <T>(found: readonly T[], limit: number): { items: T[]; hasMore: boolean } => ({
  items: found.slice(0, limit),
  hasMore: found.length > limit,
})

/** The requested part of a list: at most `limit` items after the first `skip` (ruling G6). */
export interface PageRequest {
  skip: number
  limit: number
}

export interface Page<T> {
  items: T[]
  totalCount: number
  /** Whether items follow this page (ruling G6). */
  hasMore: boolean
}

/** The page that starts after `skip` items. */
export const toPage = <T>(items: T[], totalCount: number, { skip }: Pick<PageRequest, 'skip'>): Page<T> => ({
  items,
  totalCount,
  hasMore: skip + items.length < totalCount,
})

/** The page of a list whose length is known; nothing is read where it lies behind the end. */
export const readPage = <T>(page: PageRequest, totalCount: number, read: () => T[]): Page<T> =>
  toPage(page.skip < totalCount ? read() : [], totalCount, page)

/** The page of a list whose length is unknown, from `found`, which was asked for one more than the page has. */
export const toUncountedPage = <T>(found: readonly T[], limit: number): { items: T[]; hasMore: boolean } => ({
  items: found.slice(0, limit),
  hasMore: found.length > limit,
})

import type { Page, PageRequest } from '../../lib/page.ts'

const pageLength = 500

export const readAll = async <Item>(read: (page: PageRequest) => Promise<Page<Item>>): Promise<Item[]> => {
  const items: Item[] = []
  for (;;) {
    const page = await read({ skip: items.length, limit: pageLength })
    items.push(...page.items)
    if (!page.hasMore) return items
  }
}

/** An item that moved from one page to the next is shown once. */
export const mergePage = <Item extends { id: string }>(
  before: readonly Item[],
  page: readonly Item[],
): Item[] => {
  const known = new Set(before.map(({ id }) => id))
  return [...before, ...page.filter(({ id }) => !known.has(id))]
}

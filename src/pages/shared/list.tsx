import type { ComponentChildren } from 'preact'
import { Button } from './button.tsx'
import { ErrorNote } from './error-note.tsx'
import { useWords } from './language.tsx'
import type { Pages } from './pages.ts'
import { Waiting } from './waiting.tsx'
import { sharedWords } from './words.ts'

interface Props<Item> {
  pages: Pages<Item>
  label: string
  empty: ComponentChildren
  children(item: Item): ComponentChildren
}

export const PagedList = <Item extends { id: string }>({ pages, label, empty, children }: Props<Item>) => {
  const words = useWords(sharedWords)
  const { items, isLoaded, total, hasMore, isWaiting, error, loadMore, reload } = pages
  return (
    <div class="paged-list" aria-busy={isWaiting}>
      {!isLoaded && isWaiting && <Waiting lines={4} />}
      {isLoaded && items.length === 0 && !isWaiting && <div class="empty">{empty}</div>}
      {items.length > 0 && (
        <ul class="list" aria-label={label}>
          {items.map(item => (
            <li key={item.id}>{children(item)}</li>
          ))}
        </ul>
      )}
      <ErrorNote error={error} onRetry={isLoaded ? loadMore : reload} />
      {hasMore && (
        <div class="more">
          <Button kind="quiet" isBusy={isWaiting} onClick={loadMore}>
            {words.more}
          </Button>
          {total !== null && <span class="quiet">{words.shownOf(items.length, total)}</span>}
        </div>
      )}
    </div>
  )
}

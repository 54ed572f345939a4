import { Button } from '../../shared/button.tsx'
import { Icon } from '../../shared/icon.tsx'
import { useKeptScroll } from '../../shared/kept-scroll.ts'
import { useWords } from '../../shared/language.tsx'
import { PagedList } from '../../shared/list.tsx'
import { GigCard } from './gig-card.tsx'
import type { FoundGigs } from './use-found-gigs.ts'
import { findWords } from './words.ts'

interface Props {
  found: FoundGigs
  /** The list has the place of the map, on a phone. */
  isLarge: boolean
  onToggle(): void
}

/** Nearest first unless somebody chose otherwise. */
export const FoundList = ({ found, isLarge, onToggle }: Props) => {
  const words = useWords(findWords)
  const scroller = useKeptScroll(found.key)
  const { pages, gone, newCount, reload } = found
  return (
    <section class="found" aria-label={words.results}>
      <div class="found-head">
        <p role="status">{pages.total === null ? '' : words.found(pages.total)}</p>
        {newCount > 0 && (
          <Button kind="quiet" onClick={reload}>
            {words.news(newCount)}
          </Button>
        )}
        <button
          type="button"
          class="icon-button list-toggle"
          aria-pressed={isLarge}
          aria-label={isLarge ? words.showMap : words.showList}
          onClick={onToggle}
        >
          <Icon name={isLarge ? 'map' : 'list'} />
        </button>
      </div>
      <div class={pages.isOld ? 'found-scroll old' : 'found-scroll'} ref={scroller}>
        <PagedList pages={pages} label={words.results} empty={words.nothing}>
          {gig => <GigCard gig={gig} isGone={gone.has(gig.id)} />}
        </PagedList>
      </div>
    </section>
  )
}

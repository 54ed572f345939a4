import { useCallback, useMemo, useState } from 'preact/hooks'
import { CityMap } from '../../map/city-map.tsx'
import { shortMoney } from '../../map/marks.ts'
import type { MapView } from '../../map/place.ts'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useLanguage, useWords } from '../../shared/language.tsx'
import { useSession } from '../session-context.ts'
import { FoundList } from './found-list.tsx'
import { GigPreview } from './gig-preview.tsx'
import { LocateButton } from './locate-button.tsx'
import { narrows } from './search.ts'
import { SearchBar } from './search-bar.tsx'
import { useArea } from './use-area.ts'
import { useFinder } from './use-finder.ts'
import { pinsOf, searchCenterOf, useFoundGigs } from './use-found-gigs.ts'
import { useMapPins } from './use-map-pins.ts'
import { findWords } from './words.ts'

const noClusters = [] as const

/** Every pin of the map is a stop of the Tab key. */
const skipToList = () => document.querySelector<HTMLElement>('.found-scroll a')?.focus()

/** On the map, in the list beside it, and live. */
export const FindScreen = () => {
  const words = useWords(findWords)
  const { language } = useLanguage()
  const { client, phone } = useSession()
  const { start, filters, setFilters, keepView } = useFinder(phone)
  const [target, setTarget] = useState(start)
  const [view, setView] = useState<MapView | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const [isListLarge, setListLarge] = useState(false)

  const found = useFoundGigs(client, filters, searchCenterOf(view ?? target))
  const onMap = useMapPins(client, view?.box ?? null)
  useArea(client, view?.box ?? null, {
    event: event => {
      found.apply(event)
      onMap.apply(event)
    },
    opened: () => {
      found.pages.reload()
      onMap.reload()
    },
  })
  const isNarrow = narrows(filters)
  const { items } = found.pages
  const listed = useMemo(() => pinsOf(items, found.gone, shortMoney), [items, found.gone])
  const move = useCallback(
    (moved: MapView) => {
      setView(moved)
      keepView(moved)
    },
    [keepView],
  )
  return (
    <div class={isListLarge ? 'find list-large' : 'find'}>
      <SearchBar filters={filters} onChange={setFilters} />
      <div class="find-map">
        <button type="button" class="skip" onClick={skipToList}>
          {words.skipMap}
        </button>
        <CityMap
          label={words.map}
          language={language}
          center={target.center}
          zoom={target.zoom}
          pins={isNarrow ? listed : onMap.pins}
          clusters={isNarrow ? noClusters : onMap.clusters}
          pulses={onMap.pulses}
          chosen={chosen}
          onMove={move}
          onTap={() => setChosen(null)}
          onPin={setChosen}
        />
        <LocateButton onPlace={center => setTarget({ center, zoom: 14 })} />
        <ErrorNote error={onMap.error} onRetry={onMap.reload} />
        {chosen !== null && (
          <GigPreview
            key={chosen}
            id={chosen}
            known={items.find(({ id }) => id === chosen)}
            onClose={() => setChosen(null)}
          />
        )}
      </div>
      <FoundList found={found} isLarge={isListLarge} onToggle={() => setListLarge(!isListLarge)} />
    </div>
  )
}

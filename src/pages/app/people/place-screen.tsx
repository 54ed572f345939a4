import { useState } from 'preact/hooks'
import { CityMap } from '../../map/city-map.tsx'
import type { MapView, Place } from '../../map/place.ts'
import { Button } from '../../shared/button.tsx'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useLanguage, useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import { readStart } from '../gigs/use-finder.ts'
import { goBack } from '../router.ts'
import { useSession } from '../session-context.ts'
import { peopleWords } from './words.ts'

/** Where the person is found by people near by. The API tells nobody a place, so the map begins where it was left. */
export const PlaceScreen = () => {
  const words = useWords(peopleWords)
  const { language } = useLanguage()
  const { client, phone, reloadUser } = useSession()
  const action = useAction()
  const [start] = useState(() => readStart(phone.storage.getItem(`${phone.prefix}map`)))
  const [view, setView] = useState<MapView | null>(null)
  const [place, setPlace] = useState<Place | null>(null)
  const save = async (chosen: Place) => {
    const isSaved = await action.run(async () => {
      await client.updateLocation(chosen)
      await reloadUser()
    })
    if (isSaved) goBack('/me')
  }
  return (
    <div class="page">
      <p class="quiet">{words.placeHint}</p>
      <div class="place-map">
        <CityMap
          label={words.placeMap}
          language={language}
          center={start.center}
          zoom={start.zoom}
          place={place}
          onMove={setView}
          onTap={setPlace}
        />
      </div>
      <ErrorNote error={action.error} />
      <div class="buttons">
        <Button kind="quiet" isDisabled={view === null} onClick={() => view && setPlace(view.center)}>
          {words.takeMiddle}
        </Button>
        <Button
          isDisabled={place === null}
          isBusy={action.isBusy}
          onClick={() => {
            if (place) void save(place)
          }}
        >
          {words.savePlace}
        </Button>
      </div>
    </div>
  )
}

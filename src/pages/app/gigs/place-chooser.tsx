import { useState } from 'preact/hooks'
import { CityMap } from '../../map/city-map.tsx'
import type { MapView, Place } from '../../map/place.ts'
import { Button } from '../../shared/button.tsx'
import { useFieldError } from '../../shared/field.tsx'
import { useLanguage, useWords } from '../../shared/language.tsx'
import { useSession } from '../session-context.ts'
import { LocateButton } from './locate-button.tsx'
import { readStart } from './use-finder.ts'
import { formWords } from './words.ts'

interface Props {
  place: Place | null
  error?: string
  onChange(place: Place): void
}

/** By a tap, or with the keyboard by moving the map under its middle. */
export const PlaceChooser = ({ place, error = '', onChange }: Props) => {
  const words = useWords(formWords)
  const { language } = useLanguage()
  const wrong = useFieldError(error)
  const {
    phone: { storage, prefix },
  } = useSession()
  const [target, setTarget] = useState(() =>
    place ? { center: place, zoom: 15 } : readStart(storage.getItem(`${prefix}map`)),
  )
  const [view, setView] = useState<MapView | null>(null)
  const locate = (center: Place) => {
    setTarget({ center, zoom: 16 })
    onChange(center)
  }
  return (
    <>
      <div class="place-map">
        <CityMap
          label={words.placeMap}
          language={language}
          center={target.center}
          zoom={target.zoom}
          place={place}
          onMove={setView}
          onTap={onChange}
        />
        <LocateButton onPlace={locate} />
      </div>
      <p class="note" role="status" lang={wrong.lang}>
        {wrong.text || (place ? words.chosen : words.placeHint)}
      </p>
      <Button kind="quiet" isDisabled={view === null} onClick={() => view && onChange(view.center)}>
        {words.takeMiddle}
      </Button>
    </>
  )
}

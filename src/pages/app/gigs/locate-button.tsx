import type { Place } from '../../map/place.ts'
import { Icon } from '../../shared/icon.tsx'
import { useWords } from '../../shared/language.tsx'
import { findWords } from './words.ts'

/** Browsers tell the place on HTTPS and on this machine alone. */
const canLocate = isSecureContext && 'geolocation' in navigator

/** Nothing where the browser tells no page. */
export const LocateButton = ({ onPlace }: { onPlace(place: Place): void }) => {
  const words = useWords(findWords)
  if (!canLocate) return null
  // Somebody who refuses knows why nothing happens.
  const locate = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => onPlace({ latitude, longitude }),
      () => {},
      { maximumAge: 60_000, timeout: 15_000 },
    )
  return (
    <button type="button" class="icon-button locate" aria-label={words.locate} onClick={locate}>
      <Icon name="place" />
    </button>
  )
}

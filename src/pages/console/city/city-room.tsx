import { useEffect, useMemo, useState } from 'preact/hooks'
import { CityMap } from '../../map/city-map.tsx'
import { ErrorNote } from '../../shared/error-note.tsx'
import { formatMoney } from '../../shared/formats.ts'
import { useLanguage, useWords } from '../../shared/language.tsx'
import { choices } from '../controls.ts'
import { useWorld } from '../world-context.tsx'
import { centerOf, latestGigs, peopleOf, pinsOf } from './city-marks.ts'
import { GigHistory } from './gig-history.tsx'
import { GigList } from './gig-list.tsx'
import { usePulses } from './use-pulses.ts'
import { cityWords } from './words.ts'

/** Bots send no requests, so the city is looked at again this often. */
const lookedAtEveryMs = 3000

/** The map is made when it is first shown: before, it has no size. */
export const CityRoom = ({ isShown }: { isShown: boolean }) => {
  const [wasShown, setShown] = useState(isShown)
  useEffect(() => {
    if (isShown) setShown(true)
  }, [isShown])
  return wasShown ? <City isShown={isShown} /> : null
}

const City = ({ isShown }: { isShown: boolean }) => {
  const words = useWords(cityWords)
  const { language } = useLanguage()
  const { city } = useWorld()
  const [gigId, setGigId] = useState<string | null>(null)
  const { value } = city
  const pulses = usePulses(value)
  const people = useMemo(() => (value ? peopleOf(value) : []), [value])
  const pins = useMemo(
    () => (value ? pinsOf(value, budget => formatMoney(budget, language)) : []),
    [value, language],
  )
  const hasCity = value !== null
  const center = useMemo(() => centerOf(value), [hasCity])
  useEffect(() => {
    if (!isShown) return
    city.reload()
    const timer = setInterval(city.reload, lookedAtEveryMs)
    return () => clearInterval(timer)
  }, [isShown, city.reload])
  if (!value) return <ErrorNote error={city.error} onRetry={city.reload} />
  return (
    <div class="city">
      <div class="city-view">
        <CityMap
          label={words.map}
          language={language}
          center={center}
          zoom={12}
          pins={pins}
          people={people}
          chosen={gigId}
          pulses={pulses}
          onPin={setGigId}
        />
        <Legend />
        <p class="quiet">{words.counts(value.people_count, people.length, value.gig_count)}</p>
      </div>
      <div class="city-side">
        <GigList gigs={latestGigs(value, 12)} chosen={gigId} onChoose={setGigId} />
        {gigId === null ? (
          <p class="quiet">{words.chooseGig}</p>
        ) : (
          <GigHistory key={gigId} gigId={gigId} version={value} />
        )}
      </div>
    </div>
  )
}

const Legend = () => {
  const words = useWords(cityWords)
  return (
    <ul class="legend" aria-label={words.legend}>
      {choices.DevPersonState.map(state => (
        <li key={state}>
          <span class={`mark ${state}`} /> {words[state]}
        </li>
      ))}
    </ul>
  )
}

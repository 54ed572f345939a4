import { useMemo } from 'preact/hooks'
import type { Gig } from '../../../client/index.ts'
import { CityMap } from '../../map/city-map.tsx'
import { useLanguage, useWords } from '../../shared/language.tsx'
import { Money } from '../../shared/money.tsx'
import { Time } from '../../shared/time.tsx'
import { StatusChip } from './status-chip.tsx'
import { gigPageWords, gigWords } from './words.ts'

export const GigFacts = ({ gig }: { gig: Gig }) => {
  const words = useWords(gigPageWords)
  const { anyTime, hours } = useWords(gigWords)
  const facts = [
    [words.when, gig.starts_at ? <Time key="time" at={gig.starts_at} as="moment" /> : anyTime],
    [words.duration, hours(gig.duration_hours)],
    [words.where, gig.address_text],
  ] as const
  return (
    <>
      <header class="gig-head">
        <h2>{gig.title}</h2>
        <p>
          <StatusChip status={gig.status} />{' '}
          <span class="quiet">
            {words.posted} <Time at={gig.created_at} />
          </span>
        </p>
        <p class="price">
          <span class="unseen">{words.pays} </span>
          <Money amount={gig.budget} />
        </p>
      </header>
      <p class="description">{gig.description}</p>
      <section class="card place">
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt class="quiet">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <PlaceMap gig={gig} />
      </section>
    </>
  )
}

const PlaceMap = ({ gig: { id, title, latitude, longitude, status } }: { gig: Gig }) => {
  const words = useWords(gigPageWords)
  const { language } = useLanguage()
  const center = useMemo(() => ({ latitude, longitude }), [latitude, longitude])
  const pins = useMemo(
    () => [{ id, title, text: '●', latitude, longitude, status }],
    [id, title, latitude, longitude, status],
  )
  return <CityMap label={words.mapOf} language={language} center={center} zoom={15} pins={pins} />
}

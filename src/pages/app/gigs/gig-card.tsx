import type { Gig } from '../../../client/index.ts'
import { useLanguage, useWords } from '../../shared/language.tsx'
import { localeOf } from '../../shared/languages.ts'
import { Money } from '../../shared/money.tsx'
import { Picture } from '../../shared/picture.tsx'
import { pictureUrl } from '../../shared/picture-url.ts'
import { Stars } from '../../shared/stars.tsx'
import { Time } from '../../shared/time.tsx'
import { hrefOf } from '../router.ts'
import { StatusChip } from './status-chip.tsx'
import { gigWords } from './words.ts'

interface Props {
  gig: Gig
  /** Withdrawn or moved away while somebody looked. */
  isGone?: boolean
  /** For one's own gigs: the other person is named, and every status. */
  ownerId?: string
}

export const GigCard = ({ gig, isGone = false, ownerId }: Props) => {
  const words = useWords(gigWords)
  // A link to a picture of another server cannot be within the link of the card.
  const picture = gig.image_urls.find(url => pictureUrl(url, 1) !== null)
  const person = gig.seeker_id === ownerId ? gig.helper : gig.seeker
  return (
    <a class={isGone ? 'gig-card gone' : 'gig-card'} href={hrefOf(`/gigs/${gig.id}`)}>
      <span class="text">
        <strong class="title">{gig.title}</strong>
        <span class="quiet line">
          <Distance km={gig.distance_km} />
          {gig.starts_at ? <Time at={gig.starts_at} as="moment" /> : words.anyTime} ·{' '}
          {words.hours(gig.duration_hours)}
        </span>
        {person && (
          <span class="quiet line">
            {person.full_name} <Stars rating={person.reputation_score} />
          </span>
        )}
      </span>
      <span class="end">
        <Money amount={gig.budget} />
        {isGone ? (
          <span class="chip cancelled">{words.gone}</span>
        ) : (
          (ownerId !== undefined || gig.status !== 'PENDING') && <StatusChip status={gig.status} />
        )}
      </span>
      {picture !== undefined && (
        <span class="thumb">
          <Picture url={picture} alt="" width={72} />
        </span>
      )}
    </a>
  )
}

const Distance = ({ km }: { km: number | null }) => {
  const words = useWords(gigWords)
  const { language } = useLanguage()
  if (km === null) return null
  return <>{words.distance(new Intl.NumberFormat(localeOf(language)).format(km))} · </>
}

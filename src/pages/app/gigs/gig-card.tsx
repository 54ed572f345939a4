import type { Gig } from '../../../client/index.ts'
import { localeOf, useLanguage, useWords } from '../../shared/language.tsx'
import { Money } from '../../shared/money.tsx'
import { Picture } from '../../shared/picture.tsx'
import { Stars } from '../../shared/stars.tsx'
import { Time } from '../../shared/time.tsx'
import { hrefOf } from '../router.ts'
import { StatusChip } from './status-chip.tsx'
import { gigWords } from './words.ts'

interface Props {
  gig: Gig
  /** Whether it was withdrawn or moved away while somebody looked. */
  isGone?: boolean
}

/** A gig in a list: what, where, when, for how much and for whom. */
export const GigCard = ({ gig, isGone = false }: Props) => {
  const words = useWords(gigWords)
  const [picture] = gig.image_urls
  return (
    <a class={isGone ? 'gig-card gone' : 'gig-card'} href={hrefOf(`/gigs/${gig.id}`)}>
      <span class="text">
        <strong class="title">{gig.title}</strong>
        <span class="quiet line">
          <Distance km={gig.distance_km} />
          {gig.starts_at ? <Time at={gig.starts_at} as="moment" /> : words.anyTime} ·{' '}
          {words.hours(gig.duration_hours)}
        </span>
        <span class="quiet line">
          {gig.seeker.full_name} <Stars rating={gig.seeker.reputation_score} />
        </span>
      </span>
      <span class="end">
        <Money amount={gig.budget} />
        {isGone ? (
          <span class="chip cancelled">{words.gone}</span>
        ) : (
          gig.status !== 'PENDING' && <StatusChip status={gig.status} />
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

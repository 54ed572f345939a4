import type { Gig, GigPerson } from '../../../client/index.ts'
import { Avatar } from '../../shared/avatar.tsx'
import { Icon } from '../../shared/icon.tsx'
import { useWords } from '../../shared/language.tsx'
import { Stars } from '../../shared/stars.tsx'
import { sharedWords } from '../../shared/words.ts'
import { hrefOf } from '../router.ts'
import { gigPageWords } from './words.ts'

export const GigPeople = ({ gig }: { gig: Gig }) => {
  const words = useWords(gigPageWords)
  return (
    <section class="card people">
      <PersonRow person={gig.seeker} part={words.seeker} />
      {gig.helper && <PersonRow person={gig.helper} part={words.helper} />}
    </section>
  )
}

const PersonRow = ({ person, part }: { person: GigPerson; part: string }) => {
  const { verified } = useWords(sharedWords)
  return (
    <a class="row" href={hrefOf(`/people/${person.id}`)}>
      <Avatar person={person} />
      <span>
        <span class="quiet">{part}</span>
        <strong>
          {person.full_name}
          {person.is_verified && (
            <span class="verified">
              <Icon name="check" />
              <span class="unseen">{verified}</span>
            </span>
          )}
        </strong>
        <Stars rating={person.reputation_score} count={person.total_reviews} />
      </span>
    </a>
  )
}

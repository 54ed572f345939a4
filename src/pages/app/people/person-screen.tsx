import type { PublicProfile } from '../../../client/index.ts'
import { Avatar } from '../../shared/avatar.tsx'
import { ErrorNote } from '../../shared/error-note.tsx'
import { Icon } from '../../shared/icon.tsx'
import { useWords } from '../../shared/language.tsx'
import { PagedList } from '../../shared/list.tsx'
import { useLoaded } from '../../shared/loading.ts'
import { usePages } from '../../shared/pages.ts'
import { Stars } from '../../shared/stars.tsx'
import { Time } from '../../shared/time.tsx'
import { Waiting } from '../../shared/waiting.tsx'
import { ReviewCard } from '../reviews/review-card.tsx'
import type { ScreenProps } from '../screen.ts'
import { useSession } from '../session-context.ts'
import { BuddyButton } from './buddy-button.tsx'
import { peopleWords } from './words.ts'

export const PersonScreen = ({ params: { user_id = '' } }: ScreenProps) => {
  const words = useWords(peopleWords)
  const { client, user } = useSession()
  const person = useLoaded(`person ${user_id}`, signal => client.getPublicProfile({ user_id }, { signal }))
  const reviews = usePages(`reviews of ${user_id}`, async ({ skip, limit, signal }) => {
    const page = await client.getUserReviews({ user_id, skip, limit }, { signal })
    return { items: page.reviews, total: page.total_count }
  })
  return (
    <div class="page">
      <ErrorNote error={person.error} onRetry={person.reload} />
      {person.value && <PersonCard person={person.value} />}
      {!person.value && !person.error && <Waiting lines={3} />}
      {person.value && user_id !== user.id && <BuddyButton userId={user_id} />}
      {person.value && (
        <section class="form" aria-label={words.reviews}>
          <h2>{words.reviews}</h2>
          <PagedList pages={reviews} label={words.reviews} empty={<p>{words.noReviews}</p>}>
            {review => <ReviewCard review={review} />}
          </PagedList>
        </section>
      )}
    </div>
  )
}

const PersonCard = ({ person }: { person: PublicProfile }) => {
  const words = useWords(peopleWords)
  return (
    <section class="card person">
      <Avatar person={person} size="large" />
      <div>
        <h2>
          {person.full_name}
          {person.is_verified && (
            <span class="verified" title={words.verified}>
              <Icon name="check" />
              <span class="unseen">{words.verified}</span>
            </span>
          )}
        </h2>
        <Stars rating={person.reputation_score} count={person.total_reviews} />
        <p class={person.is_available ? 'presence is-available' : 'presence'}>
          {person.is_available ? words.isAvailable : words.isAway}
        </p>
        <p class="quiet">
          {words.since} <Time at={person.created_at} />
        </p>
      </div>
    </section>
  )
}

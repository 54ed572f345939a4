import { useState } from 'preact/hooks'
import type { Buddy } from '../../../client/index.ts'
import { Avatar } from '../../shared/avatar.tsx'
import { useWords } from '../../shared/language.tsx'
import { PagedList } from '../../shared/list.tsx'
import { usePages } from '../../shared/pages.ts'
import { Stars } from '../../shared/stars.tsx'
import { hrefOf } from '../router.ts'
import { useSession } from '../session-context.ts'
import { peopleWords } from './words.ts'

export const BuddiesScreen = () => {
  const words = useWords(peopleWords)
  const { client } = useSession()
  const [isAvailable, setAvailable] = useState(false)
  const pages = usePages(`buddies ${isAvailable}`, async ({ skip, limit, signal }) => {
    const list = isAvailable ? client.getAvailableBuddies : client.getBuddies
    const { buddies, total_count } = await list({ skip, limit }, { signal })
    return { items: buddies, total: total_count }
  })
  return (
    <div class="page">
      <label class="switch">
        <input
          type="checkbox"
          checked={isAvailable}
          onChange={event => setAvailable(event.currentTarget.checked)}
        />
        <span>{words.onlyAvailable}</span>
      </label>
      <PagedList pages={pages} label={words.buddies} empty={<p>{words.noBuddies}</p>}>
        {buddy => <BuddyRow buddy={buddy} />}
      </PagedList>
    </div>
  )
}

const BuddyRow = ({ buddy: { buddy_info, notes } }: { buddy: Buddy }) => {
  const words = useWords(peopleWords)
  return (
    <a class="row" href={hrefOf(`/people/${buddy_info.id}`)}>
      <Avatar person={buddy_info} />
      <span>
        <span>{buddy_info.full_name}</span>
        <Stars rating={buddy_info.reputation_score} count={buddy_info.total_reviews} />
        <span class={buddy_info.is_available ? 'presence is-available' : 'presence'}>
          {buddy_info.is_available ? words.isAvailable : words.isAway}
        </span>
        {notes && <span class="quiet">{notes}</span>}
      </span>
    </a>
  )
}

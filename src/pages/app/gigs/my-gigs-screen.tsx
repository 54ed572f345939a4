import { useState } from 'preact/hooks'
import type { GigRole, GigStatus } from '../../../client/index.ts'
import { useKeptScroll } from '../../shared/kept-scroll.ts'
import { useWords } from '../../shared/language.tsx'
import { PagedList } from '../../shared/list.tsx'
import { usePages } from '../../shared/pages.ts'
import { hrefOf } from '../router.ts'
import { useNotifications, useSession } from '../session-context.ts'
import { GigCard } from './gig-card.tsx'
import { gigWords, myGigsWords } from './words.ts'

type Role = 'all' | GigRole

const roles: readonly Role[] = ['all', 'seeker', 'helper']
const statuses: readonly GigStatus[] = ['PENDING', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED']

let lastChoice: { role: Role; status: GigStatus | null } = { role: 'all', status: null }

export const MyGigsScreen = () => {
  const words = useWords(myGigsWords)
  const { gigs: label, status: statusNames } = useWords(gigWords)
  const { client, user } = useSession()
  const [choice, setChoice] = useState(lastChoice)
  const choose = (change: Partial<typeof choice>) => {
    lastChoice = { ...choice, ...change }
    setChoice(lastChoice)
  }
  const { role, status } = choice
  const key = `my gigs ${role} ${status}`
  const pages = usePages(key, async ({ signal, ...page }) => {
    const filter = { role: role === 'all' ? undefined : role, status: status ?? undefined }
    const { gigs, total_count } = await client.getMyGigs({ ...filter, ...page }, { signal })
    return { items: gigs, total: total_count }
  })
  useNotifications(({ type }) => {
    if (type !== 'new_message') pages.reload()
  })
  const scroller = useKeptScroll(key)
  return (
    <div class="my-gigs">
      <div class="choices">
        <fieldset class="segments">
          <legend class="unseen">{words.role}</legend>
          {roles.map(each => (
            <label key={each}>
              <input
                class="unseen"
                type="radio"
                name="role"
                checked={each === role}
                onChange={() => choose({ role: each })}
              />
              <span>{words.roles[each]}</span>
            </label>
          ))}
        </fieldset>
        <select
          aria-label={words.status}
          value={status ?? ''}
          onChange={event =>
            choose({ status: statuses.find(each => each === event.currentTarget.value) ?? null })
          }
        >
          <option value="">{words.everyStatus}</option>
          {statuses.map(each => (
            <option key={each} value={each}>
              {statusNames[each]}
            </option>
          ))}
        </select>
      </div>
      <div class="my-gigs-scroll" ref={scroller}>
        <PagedList
          pages={pages}
          label={label}
          empty={
            <>
              <p>{words.nothing}</p>
              <p>
                <a href={hrefOf('/')}>{words.find}</a> · <a href={hrefOf('/post')}>{words.post}</a>
              </p>
            </>
          }
        >
          {gig => <GigCard gig={gig} ownerId={user.id} />}
        </PagedList>
      </div>
    </div>
  )
}

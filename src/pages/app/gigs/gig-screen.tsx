import { useMemo } from 'preact/hooks'
import type { Gig } from '../../../client/index.ts'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useLoaded } from '../../shared/loading.ts'
import { Waiting } from '../../shared/waiting.tsx'
import { GigReviews } from '../reviews/gig-reviews.tsx'
import type { ScreenProps } from '../screen.ts'
import { useNotifications, useSession } from '../session-context.ts'
import { GigActions } from './gig-actions.tsx'
import { GigFacts } from './gig-facts.tsx'
import { GigPeople } from './gig-people.tsx'
import { GigPictures } from './gig-pictures.tsx'
import { useArea } from './use-area.ts'

interface GigState {
  gig: Gig
  canReview: boolean
}

export const GigScreen = ({ params: { gig_id = '' } }: ScreenProps) => {
  const { client, user } = useSession()
  const loaded = useLoaded(`gig page ${gig_id}`, async (signal): Promise<GigState> => {
    const gig = await client.getGigDetails({ gig_id }, { signal })
    const otherId = user.id === gig.seeker_id ? gig.helper_id : gig.seeker_id
    const isOurs = user.id === gig.seeker_id || user.id === gig.helper_id
    if (!isOurs || gig.status !== 'COMPLETED' || otherId === null) return { gig, canReview: false }
    const { can_review } = await client.canReview({ gig_id, reviewee_id: otherId }, { signal })
    return { gig, canReview: can_review }
  })
  const { value, error, reload, set } = loaded
  useNotifications(notification => {
    if (notification.gig_id === gig_id) reload()
  })
  useGigChanges(value?.gig ?? null, reload)
  if (!value) {
    return (
      <div class="page">{error ? <ErrorNote error={error} onRetry={reload} /> : <Waiting lines={7} />}</div>
    )
  }
  const { gig, canReview } = value
  return (
    <div class="gig-page">
      <article class="page">
        <ErrorNote error={error} onRetry={reload} />
        <GigPictures gig={gig} />
        <GigFacts gig={gig} />
        <GigPeople gig={gig} />
        <GigReviews gig={gig} />
      </article>
      <GigActions
        gig={gig}
        canReview={canReview}
        onChange={changed => {
          set(before => ({ ...before, gig: changed }))
          reload()
        }}
        onReload={reload}
      />
    </div>
  )
}

/** In degrees: some ten metres. */
const around = 0.0001

/** Others may accept, change or cancel it. */
const useGigChanges = (gig: Gig | null, reload: () => void): void => {
  const { client, user } = useSession()
  const latitude = gig?.latitude
  const longitude = gig?.longitude
  const box = useMemo(() => {
    if (latitude === undefined || longitude === undefined) return null
    const [south, north] = [Math.max(-90, latitude - around), Math.min(90, latitude + around)]
    const [west, east] = [Math.max(-180, longitude - around), Math.min(180, longitude + around)]
    return { west, south, east, north }
  }, [latitude, longitude])
  useArea(client, box, {
    event: event => {
      // Its seeker has withdrawn it, and is on the way to another screen.
      if (event.type === 'gig_gone' && gig?.seeker_id === user.id) return
      const isOther =
        event.type === 'gig_gone'
          ? event.data.gig_id !== gig?.id
          : event.data.gig.id !== gig?.id || event.data.gig.updated_at <= gig.updated_at
      if (!isOther) reload()
    },
    opened: () => {},
  })
}

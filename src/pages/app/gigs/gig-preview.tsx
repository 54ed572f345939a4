import type { Gig } from '../../../client/index.ts'
import { ErrorNote } from '../../shared/error-note.tsx'
import { Icon } from '../../shared/icon.tsx'
import { useWords } from '../../shared/language.tsx'
import { useLoaded } from '../../shared/loading.ts'
import { Waiting } from '../../shared/waiting.tsx'
import { useSession } from '../session-context.ts'
import { GigCard } from './gig-card.tsx'
import { findWords } from './words.ts'

interface Props {
  id: string
  known: Gig | undefined
  onClose(): void
}

/** At the foot of the map. */
export const GigPreview = ({ id, known, onClose }: Props) => {
  const words = useWords(findWords)
  const { client } = useSession()
  const loaded = useLoaded(`gig ${id}`, signal => client.getGigDetails({ gig_id: id }, { signal }))
  const gig = known ?? loaded.value
  return (
    <div class="gig-preview card">
      {gig ? <GigCard gig={gig} /> : <Waiting lines={1} />}
      {!gig && <ErrorNote error={loaded.error} onRetry={loaded.reload} />}
      <button type="button" class="icon-button" aria-label={words.closePreview} onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  )
}

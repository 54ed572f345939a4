import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useLoaded } from '../../shared/loading.ts'
import { Waiting } from '../../shared/waiting.tsx'
import { goBack } from '../router.ts'
import type { ScreenProps } from '../screen.ts'
import { useSession } from '../session-context.ts'
import { type Draft, draftOf, requestOf } from './draft.ts'
import { GigForm } from './gig-form.tsx'
import { formWords } from './words.ts'

export const EditScreen = ({ params: { gig_id = '' } }: ScreenProps) => {
  const words = useWords(formWords)
  const { client } = useSession()
  const loaded = useLoaded(`gig ${gig_id}`, signal => client.getGigDetails({ gig_id }, { signal }))
  const save = async (draft: Draft) => {
    await client.updateGig({ gig_id, ...requestOf(draft) })
    goBack(`/gigs/${gig_id}`)
  }
  if (loaded.isWaiting || !loaded.value) {
    return (
      <div class="page">
        {loaded.error ? <ErrorNote error={loaded.error} onRetry={loaded.reload} /> : <Waiting lines={7} />}
      </div>
    )
  }
  return <GigForm start={draftOf(loaded.value)} submit={words.save} onSubmit={save} />
}

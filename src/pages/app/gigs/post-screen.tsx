import type { CreateGigRequest } from '../../../client/index.ts'
import { useWords } from '../../shared/language.tsx'
import { navigate } from '../router.ts'
import { useSession } from '../session-context.ts'
import { type Draft, emptyDraft, requestOf } from './draft.ts'
import { GigForm } from './gig-form.tsx'
import { formWords } from './words.ts'

export const PostScreen = () => {
  const words = useWords(formWords)
  const { client } = useSession()
  const post = async (draft: Draft) => {
    // The server says which of the required fields is missing.
    const { id } = await client.createGig(requestOf(draft) as CreateGigRequest)
    navigate(`/gigs/${id}`, 'replace')
  }
  return <GigForm start={emptyDraft} submit={words.post} onSubmit={post} />
}

import { Avatar } from '../../shared/avatar.tsx'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import { useSession } from '../session-context.ts'
import { peopleWords } from './words.ts'

/** A tap chooses another. */
export const OwnPicture = () => {
  const words = useWords(peopleWords)
  const { client, user, reloadUser } = useSession()
  const action = useAction()
  const upload = (file: File) =>
    action.run(async () => {
      await client.uploadProfileImage({ file })
      await reloadUser()
    })
  return (
    <div class="own-picture">
      <label aria-busy={action.isBusy}>
        <Avatar person={user} size="large" />
        <span class="own-picture-note">{words.picture}</span>
        <input
          class="unseen"
          type="file"
          accept="image/jpeg,image/png,image/webp,image/gif"
          onChange={event => {
            const [file] = event.currentTarget.files ?? []
            event.currentTarget.value = ''
            if (file) void upload(file)
          }}
        />
      </label>
      <ErrorNote error={action.error} />
    </div>
  )
}

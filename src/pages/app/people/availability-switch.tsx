import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import { useSession } from '../session-context.ts'
import { peopleWords } from './words.ts'

export const AvailabilitySwitch = () => {
  const words = useWords(peopleWords)
  const { client, user, reloadUser } = useSession()
  const action = useAction()
  const toggle = () =>
    action.run(async () => {
      await client.updateAvailability({ is_available: !user.is_available })
      await reloadUser()
    })
  return (
    <div class="card form">
      <label class="switch">
        <input
          type="checkbox"
          checked={user.is_available}
          aria-busy={action.isBusy}
          onChange={event => {
            // It shows what the server says, not what was tapped.
            event.currentTarget.checked = user.is_available
            void toggle()
          }}
        />
        <span>
          {words.available}
          <span class="quiet">{words.availableHint}</span>
        </span>
      </label>
      <ErrorNote error={action.error} />
    </div>
  )
}

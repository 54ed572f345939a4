import { Avatar } from '../shared/avatar.tsx'
import { ErrorNote } from '../shared/error-note.tsx'
import { useWords } from '../shared/language.tsx'
import { useAction, useLoaded } from '../shared/loading.ts'
import { PersonaText } from '../shared/persona-text.tsx'
import { loadPersonas } from '../shared/personas.ts'
import { Waiting } from '../shared/waiting.tsx'
import type { Session } from './session.ts'
import { appWords } from './words.ts'

export const Personas = ({ session }: { session: Session }) => {
  const words = useWords(appWords)
  const loaded = useLoaded('personas', loadPersonas)
  const action = useAction()
  if (loaded.value?.length === 0) return null
  return (
    <section class="card personas" aria-labelledby="personas-title">
      <h2 id="personas-title">{words.personas}</h2>
      <ErrorNote error={loaded.error ?? action.error} />
      {loaded.value === null && loaded.isWaiting && <Waiting lines={5} />}
      <ul class="list" aria-busy={action.isBusy}>
        {loaded.value?.map(({ key, email, password, description, ...person }) => (
          <li key={person.id}>
            <button
              type="button"
              class="row"
              onClick={() => void action.run(() => session.logIn(email, password))}
            >
              <Avatar person={{ ...person, profile_image_url: null }} />
              <span>
                <strong>{person.full_name}</strong>
                <PersonaText persona={{ key, description }} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

import { useWords } from '../../shared/language.tsx'
import { PersonaText } from '../../shared/persona-text.tsx'
import { CopyButton } from '../copy-button.tsx'
import { useWorld } from '../world-context.tsx'
import { switchWords } from './words.ts'

export const PersonasPanel = () => {
  const words = useWords(switchWords)
  const { controls, personas } = useWorld()
  const token = async (user: string, expired: boolean) =>
    (await controls.loginAs({ user, expired })).access_token
  return (
    <section class="panel" aria-labelledby="personas-title">
      <h2 id="personas-title">{words.personas}</h2>
      <ul class="lines personas">
        {personas.map(({ key, id, full_name, email, password, description }) => (
          <li key={id}>
            <span class="grow">
              <strong>{full_name}</strong>
              <PersonaText persona={{ key, description }} />
              <span class="mono">
                {email} · {password}
              </span>
            </span>
            <CopyButton label={words.email} text={() => email} />
            <CopyButton label={words.token} text={() => token(id, false)} />
            <CopyButton label={words.expiredToken} text={() => token(id, true)} />
          </li>
        ))}
      </ul>
    </section>
  )
}

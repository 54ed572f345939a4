import { useEffect, useMemo, useState } from 'preact/hooks'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useLanguage, useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import { serverUrl } from '../call-control.ts'
import { PersonOptions } from '../person-options.tsx'
import { useWorld } from '../world-context.tsx'
import { NetworkSwitch } from './network-switch.tsx'
import { suggestLanguage, tokensOfPhone, userOfPhone } from './phone-session.ts'
import { phoneWords } from './words.ts'

interface Props {
  number: number
  firstOwner: string
}

export const Phone = ({ number, firstOwner }: Props) => {
  const words = useWords(phoneWords)
  const { language } = useLanguage()
  const { world, controls, nameOf } = useWorld()
  const tokens = useMemo(() => tokensOfPhone(world, number), [world, number])
  const [owner, setOwner] = useState(() => userOfPhone(tokens))
  /** Zero until somebody is logged in; another number loads the app anew. */
  const [loads, setLoads] = useState(0)
  const action = useAction()
  const give = (user: string) =>
    void action.run(async () => {
      tokens.save(user === '' ? null : await controls.loginAs({ user }))
      setOwner(user)
      setLoads(count => count + 1)
    })
  useEffect(() => {
    suggestLanguage(world, number, language)
    // A reload of the page finds the sessions of before.
    if (owner === '' && firstOwner !== '') give(firstOwner)
    else setLoads(1)
    // Somebody has logged in or out in the app.
    const update = () => setOwner(userOfPhone(tokens))
    addEventListener('storage', update)
    return () => removeEventListener('storage', update)
  }, [])
  const query = new URLSearchParams({ phone: `${number}`, ...(world !== '' && { __world: world }) })
  return (
    <section class="phone" aria-label={words.phone(number)}>
      <div class="phone-bar">
        <label class="grow">
          <span class="unseen">{words.who}</span>
          <select value={owner} aria-busy={action.isBusy} onChange={event => give(event.currentTarget.value)}>
            <option value="">{words.nobody}</option>
            <PersonOptions chosen={owner} />
          </select>
        </label>
        <NetworkSwitch number={number} userId={owner} />
        <button
          type="button"
          class="small"
          aria-label={words.restartPhone(number)}
          onClick={() => setLoads(loads + 1)}
        >
          ↻
        </button>
      </div>
      <ErrorNote error={action.error} />
      {loads > 0 && (
        <iframe
          key={loads}
          src={`${serverUrl}/app?${query}`}
          allow="geolocation; camera"
          title={words.screen(number, owner === '' ? words.nobody : nameOf(owner))}
        />
      )}
    </section>
  )
}

import { useEffect, useRef } from 'preact/hooks'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useLoaded } from '../../shared/loading.ts'
import { Time } from '../../shared/time.tsx'
import { Waiting } from '../../shared/waiting.tsx'
import type { DevCity } from '../controls.ts'
import { useWorld } from '../world-context.tsx'
import { Ledger } from './ledger.tsx'
import { cityWords } from './words.ts'

interface Props {
  gigId: string
  /** The history is read again with every new view of the city. */
  version: DevCity
}

export const GigHistory = ({ gigId, version }: Props) => {
  const words = useWords(cityWords)
  const { controls, nameOf } = useWorld()
  const history = useLoaded(gigId, signal => controls.getGigHistory({ gig_id: gigId }, { signal }))
  useEffect(history.reload, [version, history.reload])
  const { value } = history
  const title = useRef<HTMLHeadingElement>(null)
  const isShown = value !== null
  useEffect(() => {
    // On a narrow screen it is below the map, where a tap on a pin would seem to do nothing.
    const { top = 0 } = title.current?.getBoundingClientRect() ?? {}
    if (top > innerHeight) title.current?.scrollIntoView({ block: 'center' })
  }, [isShown])
  if (!value) return history.error ? <ErrorNote error={history.error} /> : <Waiting />
  return (
    <section class="panel" aria-labelledby="history-title">
      <h2 id="history-title" ref={title}>
        <span class="unseen">{words.history}: </span>
        {value.title}
      </h2>
      <p class="quiet">
        <span class={`tag ${value.status}`}>{value.status}</span>{' '}
        {words.by(value.seeker_name, value.helper_name)}
      </p>
      <ol class="timeline">
        {value.events.map(({ at, step, user_id, text }, index) => (
          <li key={`${at} ${index}`} class={step}>
            <span class="step">{words[step]}</span>
            <span class="quiet">
              {user_id !== null && `${nameOf(user_id)} · `}
              <Time at={at} />
            </span>
            {text && step !== 'posted' && <span class="said">{text}</span>}
          </li>
        ))}
      </ol>
      <Ledger entries={value.entries} sum={value.sum} />
    </section>
  )
}

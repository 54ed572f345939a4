import { useEffect } from 'preact/hooks'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction, useLoaded } from '../../shared/loading.ts'
import { useKeptFocus } from '../use-kept-focus.ts'
import { useWorld } from '../world-context.tsx'
import { clientsWithHint } from './hint-clients.ts'
import { switchWords } from './words.ts'

export const HintsPanel = () => {
  const words = useWords(switchWords)
  const { controls, world, log } = useWorld()
  const hints = useLoaded(`hints ${world}`, signal => controls.listHints({ signal }))
  useEffect(() => log.onEntry(({ hint }) => hint !== null && hints.reload()), [log, hints.reload])
  const action = useAction()
  const clear = () => void action.run(() => controls.clearHints().then(hints.reload))
  const listed = hints.value?.hints ?? []
  const kept = useKeptFocus<HTMLElement>(listed.length)
  return (
    <section class="panel" aria-labelledby="hints-title" {...kept}>
      <h2 id="hints-title">{words.hints}</h2>
      {listed.length === 0 && <p class="quiet">{words.noHints}</p>}
      <ul class="lines">
        {listed.map(({ hint, count, last_seen }) => (
          <li key={hint}>
            <span class="grow">
              <span lang="en">{hint}</span>
              <span class="quiet">
                {words.hintCount(count)} · {words.lastSeen} {last_seen}
              </span>
              {clientsWithHint(log.entries, hint).map(client => (
                <span key={client} class="mono quiet">
                  {client}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {listed.length > 0 && (
        <button type="button" class="small" onClick={clear}>
          {words.clearHints}
        </button>
      )}
      <ErrorNote error={action.error ?? hints.error} />
    </section>
  )
}

import { useState } from 'preact/hooks'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction, useLoaded } from '../../shared/loading.ts'
import { type Controls, choices } from '../controls.ts'
import { useKeptFocus } from '../use-kept-focus.ts'
import { useWorld } from '../world-context.tsx'
import { switchWords } from './words.ts'

const speeds = [0.5, 1, 2, 5, 20]

export const BotsPanel = () => {
  const words = useWords(switchWords)
  const { controls, world } = useWorld()
  const cast = useLoaded(`cast ${world}`, signal => controls.getCast({ signal }))
  const [chosen, setChosen] = useState<{ who?: string; speed?: number }>({})
  const action = useAction()
  const state = cast.value
  const kept = useKeptFocus<HTMLElement>(state?.is_running)
  const who = choices.DevCastBehaviour.find(name => name === (chosen.who ?? state?.who)) ?? 'friendly'
  const speed = chosen.speed ?? state?.speed ?? 1
  const direct = (input: Parameters<Controls['directCast']>[0]) =>
    void action.run(async () => {
      const directed = await controls.directCast(input)
      cast.set(() => directed)
    })
  return (
    <section class="panel" aria-labelledby="bots-title" {...kept}>
      <h2 id="bots-title">{words.bots}</h2>
      <p role="status">
        {state?.is_running ? words.botsRun(state.members, state.engagements) : words.botsRest}
      </p>
      <div class="pair">
        <label class="stacked">
          {words.behaviour}
          <select value={who} onChange={event => setChosen({ ...chosen, who: event.currentTarget.value })}>
            {choices.DevCastBehaviour.map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label class="stacked">
          {words.speed}
          <select
            value={speed}
            onChange={event => setChosen({ ...chosen, speed: Number(event.currentTarget.value) })}
          >
            {[...new Set([...speeds, speed])].map(factor => (
              <option key={factor} value={factor}>
                {factor}×
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="actions">
        <button type="button" class="small main" onClick={() => direct({ action: 'start', who, speed })}>
          {state?.is_running ? words.change : words.start}
        </button>
        {state?.is_running && (
          <button type="button" class="small" onClick={() => direct({ action: 'stop' })}>
            {words.stop}
          </button>
        )}
      </div>
      <ErrorNote error={action.error ?? cast.error} />
    </section>
  )
}

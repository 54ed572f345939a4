import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction, useLoaded } from '../../shared/loading.ts'
import { useKeptFocus } from '../use-kept-focus.ts'
import { useWorld } from '../world-context.tsx'
import { switchWords } from './words.ts'

export const WorldsPanel = () => {
  const words = useWords(switchWords)
  const { controls, world } = useWorld()
  const worlds = useLoaded(`worlds ${world}`, signal => controls.listWorlds({ signal }))
  const action = useAction()
  const names = worlds.value?.worlds ?? []
  const kept = useKeptFocus<HTMLElement>(names.length)
  const end = (name: string) =>
    void action.run(async () => {
      await controls.endWorld({ name })
      worlds.reload()
    })
  return (
    <section class="panel" aria-labelledby="worlds-title" {...kept}>
      <h2 id="worlds-title">{words.worlds}</h2>
      {names.length === 0 && <p class="quiet">{words.noWorlds}</p>}
      <ul class="lines">
        {names.map(name => (
          <li key={name}>
            <strong class="grow">{name}</strong>
            {name !== world && (
              <button type="button" class="small" aria-label={words.endWorld(name)} onClick={() => end(name)}>
                {words.end}
              </button>
            )}
          </li>
        ))}
      </ul>
      <ErrorNote error={action.error ?? worlds.error} />
    </section>
  )
}

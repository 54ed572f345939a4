import { useEffect, useState } from 'preact/hooks'
import { useWords } from '../shared/language.tsx'
import { useLoaded } from '../shared/loading.ts'
import { consoleWords } from './words.ts'
import { useWorld } from './world-context.tsx'

interface Props {
  onWorld(world: string): void
}

const other = 'another world'

export const WorldPicker = ({ onWorld }: Props) => {
  const words = useWords(consoleWords)
  const { controls, world, log } = useWorld()
  const worlds = useLoaded(`worlds ${world}`, signal => controls.listWorlds({ signal }))
  const [isNaming, setNaming] = useState(false)
  const known = new Set([world, ...(worlds.value?.worlds ?? [])].filter(name => name !== ''))
  // A test run opens worlds while somebody looks.
  useEffect(
    () => log.onEntry(entry => entry.world !== '' && !known.has(entry.world) && worlds.reload()),
    [log, worlds.reload, known.size],
  )
  if (isNaming)
    return (
      <form
        class="world"
        onSubmit={event => {
          event.preventDefault()
          onWorld(String(new FormData(event.currentTarget).get('world')))
        }}
      >
        <label>
          {words.world}{' '}
          <input name="world" required pattern="[a-z0-9\-]{1,40}" maxLength={40} title={words.worldHint} />
        </label>
        <button type="submit" class="small">
          {words.openWorld}
        </button>
      </form>
    )
  return (
    <label class="world">
      {words.world}{' '}
      <select
        value={world}
        onChange={({ currentTarget: { value } }) => (value === other ? setNaming(true) : onWorld(value))}
      >
        <option value="">{words.mainWorld}</option>
        {[...known].map(name => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
        <option value={other}>{words.newWorld}</option>
      </select>
    </label>
  )
}

import { useState } from 'preact/hooks'
import { Button } from '../../shared/button.tsx'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import { choices } from '../controls.ts'
import { PersonOptions } from '../person-options.tsx'
import { useWorld } from '../world-context.tsx'
import { FaultOptions } from './fault-options.tsx'
import { faultOf, ruleMethodOf } from './faults.ts'
import { switchWords } from './words.ts'

/** Null: until it is ended. */
const timesChoices = [null, 1, 2, 3, 10]

export const FaultPanel = () => {
  const words = useWords(switchWords)
  const { controls, rules } = useWorld()
  const [userId, setUserId] = useState('')
  const [choice, setChoice] = useState('delay=2000')
  const [method, setMethod] = useState('')
  const [path, setPath] = useState('')
  const [times, setTimes] = useState<number | null>(null)
  const action = useAction()
  const add = () =>
    void action.run(async () => {
      const known = ruleMethodOf(method)
      await controls.addRule({
        ...faultOf(choice),
        ...(userId !== '' && { user_id: userId }),
        ...(path.trim() !== '' && { path: path.trim() }),
        ...(known && { method: known }),
        ...(times !== null && { times }),
      })
      rules.reload()
    })
  return (
    <form
      class="panel"
      onSubmit={event => {
        event.preventDefault()
        add()
      }}
    >
      <h2>{words.faults}</h2>
      <label class="stacked">
        {words.what}
        <select id="fault" value={choice} onChange={event => setChoice(event.currentTarget.value)}>
          <FaultOptions hasSockets />
        </select>
      </label>
      <label class="stacked">
        {words.whose}
        <select id="fault-user" value={userId} onChange={event => setUserId(event.currentTarget.value)}>
          <option value="">{words.everybody}</option>
          <PersonOptions chosen={userId} />
        </select>
      </label>
      <div class="pair">
        <label class="stacked">
          {words.method}
          <select value={method} onChange={event => setMethod(event.currentTarget.value)}>
            <option value="">{words.anyMethod}</option>
            {choices.DevRuleMethod.map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label class="stacked">
          {words.times}
          <select value={times ?? ''} onChange={event => setTimes(Number(event.currentTarget.value) || null)}>
            {timesChoices.map(count => (
              <option key={count} value={count ?? ''}>
                {count === null ? words.always : count === 1 ? words.once : words.manyTimes(count)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <label class="stacked">
        {words.path}
        <input
          id="fault-path"
          class="mono"
          value={path}
          placeholder="/api/gigs/*/accept"
          aria-describedby="fault-path-hint"
          onInput={event => setPath(event.currentTarget.value)}
        />
      </label>
      <p class="quiet" id="fault-path-hint">
        {words.pathHint}
      </p>
      <ErrorNote error={action.error} />
      <div class="actions">
        <Button type="submit" isBusy={action.isBusy}>
          {words.switchOn}
        </Button>
        <KillSockets />
      </div>
    </form>
  )
}

const KillSockets = () => {
  const words = useWords(switchWords)
  const { controls } = useWorld()
  const action = useAction()
  const [closed, setClosed] = useState<number | null>(null)
  const kill = () =>
    void action.run(async () => setClosed((await controls.killSockets({ code: 1006 })).closed))
  return (
    <>
      <button type="button" class="small" aria-busy={action.isBusy} onClick={kill}>
        {words.killSockets}
      </button>
      {closed !== null && <span role="status">{words.killed(closed)}</span>}
    </>
  )
}

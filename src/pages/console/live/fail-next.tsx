import { useState } from 'preact/hooks'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import { controlsOf } from '../call-control.ts'
import type { DevLogEntry } from '../controls.ts'
import { FaultOptions } from '../switches/fault-options.tsx'
import { ruleMethodOf } from '../switches/faults.ts'
import { useWorld } from '../world-context.tsx'
import { liveWords } from './words.ts'

/** For this user, method and path. */
export const FailNext = ({ entry }: { entry: DevLogEntry }) => {
  const words = useWords(liveWords)
  const { rules } = useWorld()
  const [prefer, setPrefer] = useState('error=OVERLOADED')
  const [isSet, setSet] = useState(false)
  const action = useAction()
  const method = ruleMethodOf(entry.method)
  const add = () =>
    void action.run(async () => {
      await controlsOf(entry.world).addRule({
        path: entry.path,
        prefer,
        times: 1,
        ...(method && { method }),
        ...(entry.user_id && { user_id: entry.user_id }),
      })
      setSet(true)
      rules.reload()
    })
  return (
    <div class="actions">
      <button type="button" class="small" onClick={add}>
        {words.failNext}
      </button>
      <label>
        {words.failAs}{' '}
        <select value={prefer} onChange={event => setPrefer(event.currentTarget.value)}>
          <FaultOptions />
        </select>
      </label>
      {isSet && <span role="status">{words.failing}</span>}
      <ErrorNote error={action.error} />
    </div>
  )
}

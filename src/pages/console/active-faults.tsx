import { Button } from '../shared/button.tsx'
import { ErrorNote } from '../shared/error-note.tsx'
import { useWords } from '../shared/language.tsx'
import { useAction } from '../shared/loading.ts'
import { describeRule } from './rule-text.ts'
import { useKeptFocus } from './use-kept-focus.ts'
import { consoleWords } from './words.ts'
import { useWorld } from './world-context.tsx'

export const ActiveFaults = () => {
  const words = useWords(consoleWords)
  const { controls, rules, nameOf } = useWorld()
  const action = useAction()
  const active = rules.value ?? []
  const kept = useKeptFocus<HTMLElement>(active.length)
  const change = (work: () => Promise<unknown>) =>
    void action.run(async () => {
      await work()
      rules.reload()
    })
  return (
    <section class="faults" aria-label={words.activeFaults} {...kept}>
      <p class={active.length === 0 ? 'state good' : 'state bad'} role="status">
        {active.length === 0 ? words.allWell : words.faults(active.length)}
      </p>
      {active.length > 0 && (
        <Button kind="danger" isBusy={action.isBusy} onClick={() => change(() => controls.deleteAllRules())}>
          {words.healAll}
        </Button>
      )}
      {active.length > 0 && (
        <div class="chips">
          {active.map(rule => {
            const text = describeRule(rule, nameOf, words)
            return (
              <button
                key={rule.id}
                type="button"
                class="chip bad"
                aria-label={words.removeFault(text)}
                title={words.removeFault(text)}
                onClick={() => change(() => controls.deleteRule({ rule_id: rule.id }).catch(ignoreUsedUp))}
              >
                <span>{text}</span> ×
              </button>
            )
          })}
        </div>
      )}
      <ErrorNote error={action.error} />
    </section>
  )
}

/** A rule that has been used up meanwhile is gone. */
const ignoreUsedUp = () => {}

import { useState } from 'preact/hooks'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction, useLoaded } from '../../shared/loading.ts'
import { Question } from '../../shared/question.tsx'
import { Time } from '../../shared/time.tsx'
import { useKeptFocus } from '../use-kept-focus.ts'
import { useWorld } from '../world-context.tsx'
import { switchWords } from './words.ts'

export const CheckpointsPanel = () => {
  const words = useWords(switchWords)
  const { controls, rules, city } = useWorld()
  const saved = useLoaded('checkpoints', signal => controls.listCheckpoints({ signal }))
  const action = useAction()
  const kept = useKeptFocus<HTMLElement>(saved.value?.checkpoints.length)
  const [isAsking, setAsking] = useState(false)
  const change = async (work: () => Promise<unknown>) => {
    await work()
    for (const loaded of [saved, rules, city]) loaded.reload()
  }
  const run = (work: () => Promise<unknown>) => void action.run(() => change(work))
  return (
    <section class="panel" aria-labelledby="checkpoints-title" {...kept}>
      <h2 id="checkpoints-title">{words.checkpoints}</h2>
      <ul class="lines">
        {saved.value?.checkpoints.map(({ name, created_at }) => (
          <li key={name}>
            <strong>{name}</strong>{' '}
            <span class="quiet grow">
              <Time at={created_at} />
            </span>
            <button
              type="button"
              class="small"
              aria-label={`${words.restore} ${name}`}
              onClick={() => run(() => controls.restoreCheckpoint({ name }))}
            >
              {words.restore}
            </button>
            {name !== 'start' && (
              <button
                type="button"
                class="small"
                aria-label={`${words.remove} ${name}`}
                onClick={() => run(() => controls.deleteCheckpoint({ name }))}
              >
                {words.remove}
              </button>
            )}
          </li>
        ))}
      </ul>
      <TakeForm onTake={name => run(() => controls.takeCheckpoint({ name }))} />
      <ErrorNote error={action.error ?? saved.error} />
      <button type="button" class="small danger" onClick={() => setAsking(true)}>
        {words.reset}
      </button>
      {isAsking && (
        <Question
          title={words.resetQuestion}
          yes={words.reset}
          no={words.keep}
          onYes={() => change(() => controls.resetWorld())}
          onClose={() => setAsking(false)}
        >
          <p>{words.resetHint}</p>
        </Question>
      )}
    </section>
  )
}

const TakeForm = ({ onTake }: { onTake(name: string): void }) => {
  const words = useWords(switchWords)
  return (
    <form
      class="actions"
      onSubmit={event => {
        event.preventDefault()
        onTake(String(new FormData(event.currentTarget).get('name')))
        event.currentTarget.reset()
      }}
    >
      <label>
        <span class="unseen">{words.checkpointName}</span>
        <input
          name="name"
          required
          pattern="[a-z0-9\-]{1,40}"
          maxLength={40}
          placeholder={words.checkpointName}
          title={words.nameHint}
        />
      </label>
      <button type="submit" class="small">
        {words.take}
      </button>
    </form>
  )
}

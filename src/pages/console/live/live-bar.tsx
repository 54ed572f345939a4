import { useWords } from '../../shared/language.tsx'
import { type ViewName, views } from './entry-text.ts'
import { liveWords } from './words.ts'

interface Props {
  view: ViewName
  text: string
  isPaused: boolean
  count: string
  onView(view: ViewName): void
  onText(text: string): void
  onPause(): void
  onClear(): void
}

export const LiveBar = ({ view, text, isPaused, count, onView, onText, onPause, onClear }: Props) => {
  const words = useWords(liveWords)
  return (
    <div class="bar">
      <label class="grow">
        <span class="unseen">{words.filter}</span>
        <input
          type="search"
          id="filter"
          value={text}
          placeholder={words.filterHint}
          onInput={event => onText(event.currentTarget.value)}
        />
      </label>
      <label>
        <span class="unseen">{words.show}</span>
        <select
          value={view}
          onChange={event => onView(views.find(name => name === event.currentTarget.value) ?? 'all')}
        >
          {views.map(name => (
            <option key={name} value={name}>
              {words[name]}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="small" aria-pressed={isPaused} onClick={onPause}>
        {isPaused ? words.resume : words.pause}
      </button>
      <button type="button" class="small" onClick={onClear}>
        {words.clear}
      </button>
      <span class="quiet count">{count}</span>
    </div>
  )
}

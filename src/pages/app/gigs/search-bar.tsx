import { useEffect, useState } from 'preact/hooks'
import { Icon } from '../../shared/icon.tsx'
import { useWords } from '../../shared/language.tsx'
import { FilterPanel } from './filter-panel.tsx'
import { countFilters, type Filters, isTooShort } from './search.ts'
import { findWords } from './words.ts'

interface Props {
  filters: Filters
  onChange(filters: Filters): void
}

/** In typing, before the search begins. */
const pauseMs = 350

export const SearchBar = ({ filters, onChange }: Props) => {
  const words = useWords(findWords)
  const [text, setText] = useState(filters.text)
  const [isOpen, setOpen] = useState(false)
  const count = countFilters(filters)
  useEffect(() => {
    if (text === filters.text) return
    const timer = setTimeout(() => onChange({ ...filters, text }), pauseMs)
    return () => clearTimeout(timer)
  }, [text, filters, onChange])
  const clear = (cleared: Filters) => {
    setText(cleared.text)
    onChange(cleared)
  }
  return (
    <search class="search-bar">
      <form
        class="search-line"
        onSubmit={event => {
          event.preventDefault()
          onChange({ ...filters, text })
        }}
      >
        <Icon name="search" />
        <input
          type="search"
          aria-label={words.search}
          aria-describedby="search-note"
          placeholder={words.placeholder}
          maxLength={100}
          enterkeyhint="search"
          value={text}
          onInput={event => setText(event.currentTarget.value)}
        />
        <button
          type="button"
          class="icon-button"
          aria-expanded={isOpen}
          aria-controls="filters"
          aria-label={count > 0 ? `${words.filters}: ${count}` : words.filters}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="filter" />
          {count > 0 && <span class="badge">{count}</span>}
        </button>
      </form>
      <p class="note" id="search-note" aria-live="polite">
        {isTooShort(text) && words.textHint}
      </p>
      <div id="filters" hidden={!isOpen}>
        <FilterPanel filters={filters} onChange={onChange} onClear={clear} />
      </div>
    </search>
  )
}

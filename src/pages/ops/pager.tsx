import { Button } from '../shared/button.tsx'
import { useWords } from '../shared/language.tsx'
import type { Loaded } from '../shared/loading.ts'
import { deskWords } from './words.ts'

export const pageSize = 20

interface Props {
  label: string
  skip: number
  loaded: Loaded<{ has_more: boolean }>
  onTurn(skip: number): void
}

/** Outside of what is loaded, so that the focus stays on its buttons. */
export const Pager = ({ label, skip, loaded, onTurn }: Props) => {
  const words = useWords(deskWords)
  const isBusy = loaded.value === null
  const hasMore = loaded.value?.has_more ?? false
  if (skip === 0 && !hasMore) return null
  return (
    <nav class="buttons" aria-label={words.pagesOf(label)}>
      <Button
        kind="quiet"
        isBusy={isBusy}
        isDisabled={skip === 0}
        onClick={() => onTurn(Math.max(0, skip - pageSize))}
      >
        {words.previous}
      </Button>
      <Button
        kind="quiet"
        isBusy={isBusy}
        isDisabled={!isBusy && !hasMore}
        onClick={() => onTurn(skip + pageSize)}
      >
        {words.next}
      </Button>
    </nav>
  )
}

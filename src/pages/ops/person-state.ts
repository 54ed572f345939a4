import { useWords } from '../shared/language.tsx'
import type { ListedPerson } from './api.ts'
import { peopleWords } from './people-words.ts'

export const useStateOf = () => {
  const words = useWords(peopleWords)
  return ({ deleted_at, disabled_at, is_verified }: ListedPerson): string => {
    if (deleted_at) return words.deleted
    return [disabled_at ? words.disabled : words.active, is_verified && words.verified]
      .filter(Boolean)
      .join(', ')
  }
}

import { useLanguage, useWords } from './language.tsx'
import { localeOf } from './languages.ts'
import { sharedWords } from './words.ts'

export const Stars = ({ rating, count }: { rating: number; count?: number }) => {
  const { language } = useLanguage()
  const words = useWords(sharedWords)
  const text = new Intl.NumberFormat(localeOf(language), {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(rating)
  return (
    <span class="stars">
      <span aria-hidden="true">★ {text}</span>
      <span class="unseen">{words.stars(text)}</span>
      {count !== undefined && <span class="quiet"> ({count})</span>}
    </span>
  )
}

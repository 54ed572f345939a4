import { useWords } from '../../shared/language.tsx'
import { reviewWords } from './words.ts'

const ratings = [1, 2, 3, 4, 5] as const

interface Props {
  /** 0 until one was chosen. */
  rating: number
  error: string
  onChange(rating: number): void
}

/** Radio buttons, so the arrow keys choose too. */
export const RatingField = ({ rating, error, onChange }: Props) => {
  const words = useWords(reviewWords)
  return (
    <fieldset class={error ? 'field wrong' : 'field'}>
      <legend>{words.rating}</legend>
      <div class="rating">
        {ratings.map(value => (
          <label key={value} class={value <= rating ? 'is-lit' : ''}>
            <input
              class="unseen"
              type="radio"
              name="rating"
              value={value}
              checked={value === rating}
              onChange={() => onChange(value)}
            />
            <span aria-hidden="true">★</span>
            <span class="unseen">{words.stars(value)}</span>
          </label>
        ))}
      </div>
      <p class="note">{error}</p>
    </fieldset>
  )
}

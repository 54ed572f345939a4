import { useWords } from '../../shared/language.tsx'
import { Money } from '../../shared/money.tsx'
import { Time } from '../../shared/time.tsx'
import type { DevCityGig } from '../controls.ts'
import { cityWords } from './words.ts'

interface Props {
  gigs: readonly DevCityGig[]
  chosen: string | null
  onChoose(id: string): void
}

export const GigList = ({ gigs, chosen, onChoose }: Props) => {
  const words = useWords(cityWords)
  return (
    <section class="panel" aria-labelledby="gigs-title">
      <h2 id="gigs-title">{words.gigs}</h2>
      {gigs.length === 0 && <p class="quiet">{words.noGigs}</p>}
      <ul class="choices">
        {gigs.map(({ id, title, status, budget, updated_at }) => (
          <li key={id}>
            <button type="button" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
              <span class="grow">{title}</span>
              <span class={`tag ${status}`}>{status}</span>
              <Money amount={budget} />
              <span class="quiet">
                <Time at={updated_at} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

import type { GigOrder } from '../../../client/index.ts'
import { useWords } from '../../shared/language.tsx'
import { type Filters, noFilters, radii } from './search.ts'
import { findWords, gigWords } from './words.ts'

interface Props {
  filters: Filters
  onChange(filters: Filters): void
  onClear(filters: Filters): void
}

const orders: readonly GigOrder[] = ['distance', 'newest', 'budget']

export const FilterPanel = ({ filters, onChange, onClear }: Props) => {
  const words = useWords(findWords)
  const { distance } = useWords(gigWords)
  const orderOf = (value: string) => orders.find(order => order === value) ?? 'distance'
  return (
    <div class="filters">
      <div class="field">
        <label for="radius">{words.radius}</label>
        <select
          id="radius"
          value={String(filters.radiusKm)}
          onChange={event => onChange({ ...filters, radiusKm: Number(event.currentTarget.value) })}
        >
          {radii.map(km => (
            <option key={km} value={String(km)}>
              {distance(String(km))}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="order">{words.order}</label>
        <select
          id="order"
          value={filters.order}
          onChange={event => onChange({ ...filters, order: orderOf(event.currentTarget.value) })}
        >
          {orders.map(order => (
            <option key={order} value={order}>
              {words.orders[order]}
            </option>
          ))}
        </select>
      </div>
      {(['minBudget', 'maxBudget'] as const).map(name => (
        <div class="field" key={name}>
          <label for={name}>{words[name]}</label>
          <input
            id={name}
            type="number"
            inputMode="numeric"
            min="0"
            step="any"
            value={filters[name]}
            onChange={event => onChange({ ...filters, [name]: event.currentTarget.value })}
          />
        </div>
      ))}
      <button type="button" class="button quiet" onClick={() => onClear(noFilters)}>
        {words.clear}
      </button>
    </div>
  )
}

import { useState } from 'preact/hooks'
import { useWords } from '../../shared/language.tsx'
import { useWorld } from '../world-context.tsx'
import { Phone } from './phone.tsx'
import { phoneWords } from './words.ts'

const counts = [1, 2, 3, 4]
const countKey = 'console-phones'

/** A seeker and a helper come first. */
const firstOwners = ['somchai', 'mali', 'new', 'busy']

/** They go on when another room is shown. */
export const PhonesRoom = () => {
  const words = useWords(phoneWords)
  const { personas } = useWorld()
  const [count, setCount] = useState(() => Number(sessionStorage.getItem(countKey)) || 2)
  const choose = (chosen: number) => {
    sessionStorage.setItem(countKey, `${chosen}`)
    setCount(chosen)
  }
  return (
    <div class="phones-room">
      <fieldset class="segments">
        <legend>{words.howMany}</legend>
        {counts.map(number => (
          <label key={number}>
            <input type="radio" name="phones" checked={number === count} onChange={() => choose(number)} />
            {number}
          </label>
        ))}
      </fieldset>
      {personas.length > 0 && (
        <div class="phones">
          {counts.slice(0, count).map(number => (
            <Phone
              key={number}
              number={number}
              firstOwner={personas.find(({ key }) => key === firstOwners[number - 1])?.id ?? ''}
            />
          ))}
        </div>
      )}
    </div>
  )
}

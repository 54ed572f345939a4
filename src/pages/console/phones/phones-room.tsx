import { useState } from 'preact/hooks'
import { useWords } from '../../shared/language.tsx'
import { useWorld } from '../world-context.tsx'
import { Phone } from './phone.tsx'
import { phoneWords } from './words.ts'

const counts = [1, 2, 3, 4]
const countKey = 'console-phones'

/** They go on when another room is shown. Of the personas of example data, a seeker and a helper come first. */
export const PhonesRoom = () => {
  const words = useWords(phoneWords)
  const { personas, arePersonasLoaded } = useWorld()
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
      {arePersonasLoaded && (
        <div class="phones">
          {counts.slice(0, count).map(number => (
            <Phone key={number} number={number} firstOwner={personas[number - 1]?.id ?? ''} />
          ))}
        </div>
      )}
    </div>
  )
}

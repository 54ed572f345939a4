import type { Place } from '../../map/place.ts'
import { useWords } from '../../shared/language.tsx'
import { PlaceChooser } from './place-chooser.tsx'
import { formWords } from './words.ts'

interface Props {
  place: Place | null
  error: string
  onChange(place: Place): void
}

export const PlaceField = ({ place, error, onChange }: Props) => {
  const words = useWords(formWords)
  return (
    <fieldset class={error ? 'field wrong' : 'field'}>
      <legend>{words.place}</legend>
      <PlaceChooser place={place} error={error} onChange={onChange} />
    </fieldset>
  )
}

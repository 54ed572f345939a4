import { useWorld } from './world-context.tsx'

interface Props {
  chosen: string
}

const maxOthers = 100

/** The personas first. The value of each is the id. */
export const PersonOptions = ({ chosen }: Props) => {
  const { personas, city, nameOf } = useWorld()
  const known = new Set(personas.map(({ id }) => id))
  const others = (city.value?.people ?? []).filter(({ id }) => !known.has(id)).slice(-maxOthers)
  const isKnown = chosen === '' || known.has(chosen) || others.some(({ id }) => id === chosen)
  return (
    <>
      {personas.map(({ id, full_name }) => (
        <option key={id} value={id}>
          {full_name}
        </option>
      ))}
      {!isKnown && <option value={chosen}>{nameOf(chosen)}</option>}
      {others.map(({ id, full_name }) => (
        <option key={id} value={id}>
          {full_name}
        </option>
      ))}
    </>
  )
}

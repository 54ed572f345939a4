import { useState } from 'preact/hooks'
import { pictureUrl } from './picture.tsx'

interface Props {
  person: { id: string; full_name: string; profile_image_url: string | null }
  size?: 'small' | 'medium' | 'large'
}

/** How many colours there are for people without a picture; the style sheet has them. */
const hues = 6

/** A number that is always the same for an id. */
export const hueOf = (id: string): number => [...id].reduce((sum, sign) => sum + sign.charCodeAt(0), 0) % hues

/** Thai vowels that are written before their consonant begin no name. */
export const initialOf = (name: string): string =>
  [...name.trim().replace(/^[\u0e40-\u0e44]/, '')][0]?.toUpperCase() ?? '?'

/** The picture of a person, or the first letter of the name. The name stands beside it, so it is silent. */
export const Avatar = ({ person, size = 'medium' }: Props) => {
  const [broken, setBroken] = useState<string | null>(null)
  const src = person.profile_image_url ? pictureUrl(person.profile_image_url, 192) : null
  const hasPicture = src !== null && src !== broken
  return (
    <span class={`avatar ${size} hue-${hueOf(person.id)}`} aria-hidden="true">
      {hasPicture ? <img src={src} alt="" onError={() => setBroken(src)} /> : initialOf(person.full_name)}
    </span>
  )
}

import { useState } from 'preact/hooks'
import { hueOf, initialOf } from './initials.ts'
import { pictureUrl } from './picture-url.ts'

interface Props {
  person: { id: string; full_name: string; profile_image_url: string | null }
  size?: 'small' | 'medium' | 'large'
}

/** The name stands beside it, so it is silent. */
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

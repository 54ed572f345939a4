import { useState } from 'preact/hooks'
import { useWords } from './language.tsx'
import { pictureUrl } from './picture-url.ts'
import { sharedWords } from './words.ts'

interface Props {
  url: string
  /** Empty where the text beside it says the same. */
  alt: string
  /** In pixels of the screen; twice as many are asked for. */
  width: number
}

export const Picture = ({ url, alt, width }: Props) => {
  const words = useWords(sharedWords)
  const [isBroken, setBroken] = useState(false)
  const src = pictureUrl(url, Math.min(2048, width * 2))
  if (src === null)
    return (
      <a class="picture elsewhere" href={url} target="_blank" rel="noreferrer">
        {words.elsewhere(URL.canParse(url) ? new URL(url).host : url)}
      </a>
    )
  if (isBroken) return <span class="picture broken" role="img" aria-label={alt || words.picture} />
  return <img class="picture" src={src} alt={alt} loading="lazy" onError={() => setBroken(true)} />
}

import { useState } from 'preact/hooks'
import { basePath } from './base-path.ts'
import { useWords } from './language.tsx'
import { sharedWords } from './words.ts'

const uploadPath = /\/api\/upload\/([\w.-]+)$/

/**
 * The address of a picture in a width, by the way on which this page reaches the server; null for one of another
 * server, which a page does not load.
 */
export const pictureUrl = (url: string, width: number, base = basePath): string | null => {
  const name = URL.canParse(url) ? uploadPath.exec(new URL(url).pathname)?.[1] : undefined
  return name ? `${base}/api/upload/${name}?w=${width}` : null
}

interface Props {
  url: string
  /** What is to be seen; empty where the text beside it says so. */
  alt: string
  /** In pixels of the screen; the picture is asked for in twice as many. */
  width: number
}

/** A picture of an upload, with its place kept free until it is there. */
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

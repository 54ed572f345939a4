import type { Gig } from '../../../client/index.ts'
import { useWords } from '../../shared/language.tsx'
import { Picture } from '../../shared/picture.tsx'
import { formWords, gigPageWords } from './words.ts'

export const GigPictures = ({ gig: { image_urls } }: { gig: Gig }) => {
  const words = useWords(gigPageWords)
  const { pictureOf } = useWords(formWords)
  if (image_urls.length === 0) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <section class="gig-pictures" aria-label={words.pictures} tabIndex={0}>
      {image_urls.map((url, at) => (
        <Picture key={url} url={url} alt={pictureOf(at + 1)} width={640} />
      ))}
    </section>
  )
}

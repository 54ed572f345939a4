import { useState } from 'preact/hooks'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useFieldError } from '../../shared/field.tsx'
import { Icon } from '../../shared/icon.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import { Picture } from '../../shared/picture.tsx'
import { useSession } from '../session-context.ts'
import { formWords } from './words.ts'

interface Props {
  pictures: readonly string[]
  error: string
  onChange(change: (pictures: string[]) => string[]): void
  onBusy(isBusy: boolean): void
}

/** The API's maximum. */
const maxPictures = 10

/** Uploaded one after the other while the rest is written. */
export const PicturesField = ({ pictures, error, onChange, onBusy }: Props) => {
  const words = useWords(formWords)
  const wrong = useFieldError(error)
  const { client } = useSession()
  const action = useAction()
  const [left, setLeft] = useState(0)
  const upload = async (files: File[]) => {
    onBusy(true)
    try {
      for (const [at, file] of files.entries()) {
        setLeft(files.length - at)
        const { url } = await client.uploadGigImage({ file })
        onChange(before => [...before, url])
      }
    } finally {
      setLeft(0)
      onBusy(false)
    }
  }
  return (
    <fieldset class={error ? 'field wrong' : 'field'}>
      <legend>{words.pictures}</legend>
      <ul class="thumbs">
        {pictures.map((url, at) => (
          <li key={url}>
            <Picture url={url} alt={words.pictureOf(at + 1)} width={96} />
            <button
              type="button"
              class="icon-button"
              aria-label={words.removePicture(at + 1)}
              onClick={() => onChange(before => before.filter(other => other !== url))}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
        {Array.from({ length: left }, (_, at) => (
          <li key={`left ${at}`} class="ghost" />
        ))}
        {pictures.length + left < maxPictures && (
          <li>
            <label class="add-picture">
              <Icon name="camera" />
              <span>{words.addPictures}</span>
              <input
                class="unseen"
                type="file"
                accept="image/jpeg,image/png,image/gif,image/webp"
                multiple
                aria-busy={action.isBusy}
                onChange={event => {
                  const files = [...(event.currentTarget.files ?? [])].slice(0, maxPictures - pictures.length)
                  event.currentTarget.value = ''
                  void action.run(() => upload(files))
                }}
              />
            </label>
          </li>
        )}
      </ul>
      <p class="note" role="status" lang={wrong.lang}>
        {wrong.text || (left > 0 ? words.uploading : words.picturesHint)}
      </p>
      <ErrorNote error={action.error} />
    </fieldset>
  )
}

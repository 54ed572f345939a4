import { useRef, useState } from 'preact/hooks'
import { newKey } from '../../../client/index.ts'
import { Icon } from '../../shared/icon.tsx'
import { useWords } from '../../shared/language.tsx'
import type { Conversation } from './conversation.ts'
import { usePreview } from './message-bubble.tsx'
import { useTyping } from './use-typing.ts'
import { chatWords } from './words.ts'

const maxLength = 4000

/** Enter sends; Shift and Enter begin a new line. */
export const Composer = ({ conversation }: { conversation: Conversation }) => {
  const words = useWords(chatWords)
  const [text, setText] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const typing = useTyping(conversation)
  const isEmpty = text.trim() === '' && !file
  const send = () => {
    if (isEmpty) return
    typing.stop()
    conversation.send({ client_id: newKey(), content: text.trim(), image_url: null, file })
    setText('')
    setFile(null)
    area.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter also takes a word that an input method suggests.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <form
      class="composer"
      onSubmit={event => {
        event.preventDefault()
        send()
      }}
    >
      {file && <ChosenPicture file={file} onRemove={() => setFile(null)} />}
      <PictureButton onChoose={setFile} />
      <textarea
        ref={area}
        rows={1}
        maxLength={maxLength}
        aria-label={words.message}
        placeholder={words.message}
        value={text}
        onInput={event => {
          setText(event.currentTarget.value)
          typing.note()
        }}
        onKeyDown={onKeyDown}
      />
      <button type="submit" class="icon-button composer-send" aria-label={words.send} disabled={isEmpty}>
        <Icon name="send" />
      </button>
    </form>
  )
}

const PictureButton = ({ onChoose }: { onChoose(file: File): void }) => {
  const words = useWords(chatWords)
  return (
    <label class="icon-button composer-picture">
      <Icon name="camera" />
      <input
        class="unseen"
        type="file"
        accept="image/jpeg,image/png,image/webp,image/gif"
        aria-label={words.addPicture}
        onChange={event => {
          const [file] = event.currentTarget.files ?? []
          if (file) onChoose(file)
          event.currentTarget.value = ''
        }}
      />
    </label>
  )
}

const ChosenPicture = ({ file, onRemove }: { file: File; onRemove(): void }) => {
  const words = useWords(chatWords)
  const preview = usePreview(file)
  return (
    <div class="composer-chosen">
      {preview && <img class="picture" src={preview} alt={words.picture} />}
      <button type="button" class="icon-button" aria-label={words.removePicture} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </div>
  )
}

import { useEffect, useState } from 'preact/hooks'
import type { ChatMessage, Participant } from '../../../client/index.ts'
import { Button } from '../../shared/button.tsx'
import { ErrorNote } from '../../shared/error-note.tsx'
import { Icon } from '../../shared/icon.tsx'
import { useLanguage, useWords } from '../../shared/language.tsx'
import { localeOf } from '../../shared/languages.ts'
import { Picture } from '../../shared/picture.tsx'
import { pictureUrl } from '../../shared/picture-url.ts'
import { useSession } from '../session-context.ts'
import { type PendingMessage, PictureLost } from './outbox.ts'
import { chatWords } from './words.ts'

export const MessageBubble = ({ message, other }: { message: ChatMessage; other: Participant }) => {
  const words = useWords(chatWords)
  const { user } = useSession()
  const { language } = useLanguage()
  const isMine = message.sender_id === user.id
  const time = new Intl.DateTimeFormat(localeOf(language), { timeStyle: 'short' })
  return (
    <div class={isMine ? 'bubble mine' : 'bubble'} data-seq={message.seq}>
      <span class="unseen">{isMine ? words.you : other.full_name}: </span>
      {message.image_url && <SentPicture url={message.image_url} />}
      {message.content !== '' && <p>{message.content}</p>}
      <span class="bubble-foot">
        <time dateTime={message.created_at}>{time.format(new Date(message.created_at))}</time>
        {isMine && <Receipt isRead={message.is_read} />}
      </span>
    </div>
  )
}

/** A picture of another server is a link. */
const SentPicture = ({ url }: { url: string }) => {
  const words = useWords(chatWords)
  const large = pictureUrl(url, 2048)
  const picture = <Picture url={url} alt={words.picture} width={320} />
  if (large === null) return picture
  return (
    <a class="bubble-picture" href={large} target="_blank" rel="noreferrer">
      {picture}
    </a>
  )
}

const Receipt = ({ isRead }: { isRead: boolean }) => {
  const words = useWords(chatWords)
  return (
    <span class={isRead ? 'receipt is-read' : 'receipt'}>
      <Icon name="check" />
      {isRead && <Icon name="check" />}
      <span class="unseen">{isRead ? words.read : words.sent}</span>
    </span>
  )
}

interface PendingProps {
  message: PendingMessage
  onRetry(): void
  onDiscard(): void
}

/** On its way, or rejected by the server. */
export const PendingBubble = ({ message, onRetry, onDiscard }: PendingProps) => {
  const words = useWords(chatWords)
  const { content, image_url, file, error } = message
  const preview = usePreview(file)
  const isLost = error instanceof PictureLost
  return (
    <div class={error ? 'bubble mine pending rejected' : 'bubble mine pending'}>
      <span class="unseen">{words.you}: </span>
      {preview && <img class="picture" src={preview} alt={words.picture} />}
      {!preview && image_url && <Picture url={image_url} alt={words.picture} width={320} />}
      {content !== '' && <p>{content}</p>}
      <span class="bubble-foot">
        {!error && <Icon name="clock" />}
        {error ? words.rejected : words.waiting}
      </span>
      {error !== null && (
        <>
          {isLost ? <p class="error-note">{words.pictureLost}</p> : <ErrorNote error={error} />}
          <div class="buttons">
            <Button kind="quiet" onClick={onDiscard}>
              {words.discard}
            </Button>
            {!isLost && <Button onClick={onRetry}>{words.retry}</Button>}
          </div>
        </>
      )}
    </div>
  )
}

/** An address for a file of the phone. */
export const usePreview = (file: File | null): string | null => {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    const made = file ? URL.createObjectURL(file) : null
    setUrl(made)
    return () => {
      if (made) URL.revokeObjectURL(made)
    }
  }, [file])
  return url
}

import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Participant } from '../../../client/index.ts'
import { Button } from '../../shared/button.tsx'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useLanguage, useWords } from '../../shared/language.tsx'
import { localeOf } from '../../shared/languages.ts'
import { useAction } from '../../shared/loading.ts'
import { Waiting } from '../../shared/waiting.tsx'
import type { Conversation } from './conversation.ts'
import { MessageBubble, PendingBubble } from './message-bubble.tsx'
import { type PlacedMessage, placeMessages } from './message-list.ts'
import { chatWords } from './words.ts'

interface Props {
  conversation: Conversation
  other: Participant
}

/** The newest below, and after them what is not sent yet. */
export const MessageLog = ({ conversation, other }: Props) => {
  const words = useWords(chatWords)
  const { messages, pending, hasOlder } = conversation.state
  const log = useKeptPosition(messages[0]?.id, messages.length + pending.length)
  const older = useAction()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
    <div class="chat-log" ref={log} role="log" aria-label={words.messages} tabIndex={0}>
      {hasOlder === null && <Waiting lines={5} />}
      {hasOlder && (
        <div class="more">
          <Button
            kind="quiet"
            isBusy={older.isBusy}
            onClick={() => void older.run(() => conversation.loadOlder())}
          >
            {words.older}
          </Button>
        </div>
      )}
      <ErrorNote error={older.error} />
      {hasOlder === false && messages.length + pending.length === 0 && (
        <p class="empty">{words.noMessages}</p>
      )}
      <ol>
        {placeMessages(messages).map(placed => (
          <li key={placed.message.id} class={placed.continues ? 'continues' : ''}>
            {placed.startsDay && <Day placed={placed} />}
            <MessageBubble message={placed.message} other={other} />
          </li>
        ))}
        {pending.map(message => (
          <li key={message.client_id}>
            <PendingBubble
              message={message}
              onRetry={() => conversation.retry(message.client_id)}
              onDiscard={() => conversation.discard(message.client_id)}
            />
          </li>
        ))}
      </ol>
    </div>
  )
}

const Day = ({ placed: { message } }: { placed: PlacedMessage }) => {
  const { language } = useLanguage()
  const format = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'full' })
  return <p class="chat-day">{format.format(new Date(message.created_at))}</p>
}

/** In pixels, this still counts as the end. */
const nearEnd = 80

/** Follows the newest message unless somebody reads further up, and keeps their place. */
const useKeptPosition = (oldestId: string | undefined, count: number) => {
  const log = useRef<HTMLDivElement>(null)
  const before = useRef({ oldestId, height: 0, wasAtEnd: true })
  useLayoutEffect(() => {
    const element = log.current
    if (!element) return
    const { height, wasAtEnd } = before.current
    if (wasAtEnd) element.scrollTop = element.scrollHeight
    else if (before.current.oldestId !== oldestId) element.scrollTop += element.scrollHeight - height
    before.current = { ...before.current, oldestId, height: element.scrollHeight }
  }, [oldestId, count])
  useLayoutEffect(() => {
    const element = log.current
    if (!element) return
    const note = () => {
      const { scrollHeight, scrollTop, clientHeight } = element
      before.current = { ...before.current, wasAtEnd: scrollHeight - scrollTop - clientHeight < nearEnd }
    }
    element.addEventListener('scroll', note, { passive: true })
    // The keyboard of a phone takes half of the screen, and a picture grows when it arrives.
    const follow = new ResizeObserver(() => {
      if (before.current.wasAtEnd) element.scrollTop = element.scrollHeight
    })
    follow.observe(element)
    if (element.lastElementChild) follow.observe(element.lastElementChild)
    return () => {
      element.removeEventListener('scroll', note)
      follow.disconnect()
    }
  }, [])
  return log
}

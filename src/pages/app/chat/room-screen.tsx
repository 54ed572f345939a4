import { useEffect, useReducer, useState } from 'preact/hooks'
import type { ChatRoom, Participant } from '../../../client/index.ts'
import { Avatar } from '../../shared/avatar.tsx'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useLoaded } from '../../shared/loading.ts'
import { Waiting } from '../../shared/waiting.tsx'
import { hrefOf } from '../router.ts'
import type { ScreenProps } from '../screen.ts'
import { useSession } from '../session-context.ts'
import { Composer } from './composer.tsx'
import type { Conversation } from './conversation.ts'
import { openConversation } from './conversations.ts'
import { MessageLog } from './message-log.tsx'
import { chatWords } from './words.ts'

export const RoomScreen = ({ params: { room_id = '' } }: ScreenProps) => {
  const { client, user } = useSession()
  const room = useLoaded(`room-${room_id}`, signal => client.getChatRoom({ room_id }, { signal }))
  const conversation = useConversation(room_id)
  const other = room.value?.participants.find(({ id }) => id !== user.id)
  if (!room.value || !other || !conversation) {
    return (
      <div class="page">
        {room.error ? <ErrorNote error={room.error} onRetry={room.reload} /> : <Waiting lines={6} />}
      </div>
    )
  }
  const isActive = room.value.is_active && conversation.state.isActive
  return (
    <div class="chat-room">
      <RoomHead room={room.value} other={other} isHere={conversation.state.isOtherHere} />
      <MessageLog conversation={conversation} other={other} />
      <RoomFoot conversation={conversation} other={other} isActive={isActive} />
    </div>
  )
}

/** Goes on while something is not sent. */
const useConversation = (roomId: string): Conversation | null => {
  const session = useSession()
  const [conversation, setConversation] = useState<Conversation | null>(null)
  const [, update] = useReducer((count: number) => count + 1, 0)
  // The session of a screen never changes while it is shown.
  useEffect(() => {
    const opened = openConversation(session, roomId)
    setConversation(opened)
    const stopListening = opened.onState(() => update(undefined))
    const look = () => opened.show(document.visibilityState === 'visible')
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      stopListening()
      opened.leave()
    }
  }, [roomId])
  return conversation
}

const RoomHead = ({ room, other, isHere }: { room: ChatRoom; other: Participant; isHere: boolean }) => {
  const words = useWords(chatWords)
  return (
    <div class="chat-head">
      <a class="row" href={hrefOf(`/people/${other.id}`)}>
        <Avatar person={other} size="small" />
        <span>
          <strong>{other.full_name}</strong>
          {isHere && <span class="chat-here">{words.here}</span>}
        </span>
      </a>
      <a class="button quiet chat-gig" href={hrefOf(`/gigs/${room.gig_id}`)} title={room.gig_title}>
        <span>{room.gig_title}</span>
      </a>
    </div>
  )
}

interface FootProps {
  conversation: Conversation
  other: Participant
  isActive: boolean
}

const RoomFoot = ({ conversation, other, isActive }: FootProps) => {
  const words = useWords(chatWords)
  const { connection, isTyping, reason } = conversation.state
  return (
    <div class="chat-foot">
      <p class="chat-typing" role="status">
        {isTyping && words.typing(other.full_name)}
      </p>
      {connection === 'waiting' && <p class="chat-offline">{words.offline}</p>}
      {connection === 'closed' && reason !== '' && (
        <p class="chat-offline" lang="en">
          {reason}
        </p>
      )}
      {isActive ? <Composer conversation={conversation} /> : <p class="chat-offline">{words.ended}</p>}
    </div>
  )
}

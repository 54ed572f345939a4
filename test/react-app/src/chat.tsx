import type { ChatMessage, RoomSubscription, User } from 'chayenity/client'
import { useEffect, useRef, useState } from 'react'
import { api } from './api'

const useRoom = (roomId: string) => {
  const [messages, setMessages] = useState<ChatMessage[]>([])
  const [isOnline, setOnline] = useState(false)
  const [isTyping, setTyping] = useState(false)
  const room = useRef<RoomSubscription>(null)
  useEffect(() => {
    setMessages([])
    const subscription = api.subscribe.room(roomId, update => {
      if (update.type === 'message') setMessages(before => [...before, update.data])
      if (update.type === 'restored') setMessages([])
      if (update.type === 'typing') setTyping(update.data.is_typing)
      if (update.type === 'connection') setOnline(update.data.state === 'open')
    })
    room.current = subscription
    return () => subscription.close()
  }, [roomId])
  return { room, messages, isOnline, isTyping }
}

export const Chat = ({ roomId, me }: { roomId: string; me: User }) => {
  const { room, messages, isOnline, isTyping } = useRoom(roomId)
  /** What has been written and is not yet in the room. */
  const [waiting, setWaiting] = useState<{ key: number; text: string; error: string | null }[]>([])
  const nextKey = useRef(0)
  const [text, setText] = useState('')
  const send = async () => {
    const content = text.trim()
    if (content === '' || !room.current) return
    const key = nextKey.current++
    setText('')
    setWaiting(before => [...before, { key, text: content, error: null }])
    try {
      await room.current.send({ content })
      setWaiting(before => before.filter(one => one.key !== key))
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause)
      setWaiting(before => before.map(one => (one.key === key ? { ...one, error } : one)))
    }
  }
  return (
    <section aria-label="Chat">
      <p role="status">{isOnline ? 'Online' : 'No connection'}</p>
      <ol>
        {messages.map(message => (
          <li key={message.id} className={message.sender_id === me.id ? 'own' : 'other'}>
            {message.content}
          </li>
        ))}
      </ol>
      {isTyping && <p>typing …</p>}
      {waiting.map(({ key, text: content, error }) => (
        <p key={key} data-testid="waiting">
          {content} {error ?? '…'}
        </p>
      ))}
      <form
        onSubmit={event => {
          event.preventDefault()
          void send()
        }}
      >
        <label>
          Message{' '}
          <input
            value={text}
            onChange={event => {
              setText(event.target.value)
              room.current?.typing(true)
            }}
          />
        </label>
        <button type="submit">Send</button>
      </form>
    </section>
  )
}

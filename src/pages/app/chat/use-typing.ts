import { useEffect, useRef } from 'preact/hooks'
import type { Conversation } from './conversation.ts'

/** How often the other is told, and after which pause that it has stopped, in milliseconds. */
const repeatMs = 3000
const pauseMs = 4000

/** Tells the other that somebody types. */
export const useTyping = (conversation: Pick<Conversation, 'typing'>) => {
  const toldAt = useRef(0)
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined)
  const stop = () => {
    clearTimeout(pause.current)
    if (toldAt.current > 0) conversation.typing(false)
    toldAt.current = 0
  }
  const note = () => {
    clearTimeout(pause.current)
    pause.current = setTimeout(stop, pauseMs)
    if (Date.now() - toldAt.current < repeatMs) return
    toldAt.current = Date.now()
    conversation.typing(true)
  }
  useEffect(() => () => clearTimeout(pause.current), [])
  return { note, stop }
}

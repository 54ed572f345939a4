import { useEffect, useRef } from 'preact/hooks'
import type { Conversation } from './conversation.ts'

/** The other is told this often, and after the pause that it has stopped. */
const repeatMs = 3000
const pauseMs = 4000

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

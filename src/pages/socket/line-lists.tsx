import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { FrameLine, TalkLine } from './chat-client.ts'

/** Messages are put in as text, never as HTML. */
export const TalkList = ({ lines }: { lines: TalkLine[] }) => (
  <ScrollingList class="talk" label="Messages" length={lines.length}>
    {lines.map(({ id, kind, text, isRead }) => (
      <li key={id} class={isRead ? `${kind} read` : kind}>
        {text}
      </li>
    ))}
  </ScrollingList>
)

export const FrameList = ({ lines }: { lines: FrameLine[] }) => (
  <ScrollingList class="log" label="Frames" length={lines.length}>
    {lines.map(({ id, kind, way, text }) => (
      <li key={id} class={kind}>
        <span class="way">{way}</span>
        <span class="text">{text}</span>
      </li>
    ))}
  </ScrollingList>
)

interface Props {
  class: string
  label: string
  length: number
  children: ComponentChildren
}

const ScrollingList = ({ class: name, label, length, children }: Props) => {
  const list = useRef<HTMLOListElement>(null)
  useLayoutEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight
  }, [length])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable with the keyboard
    <ol class={name} aria-label={label} tabIndex={0} ref={list}>
      {children}
    </ol>
  )
}

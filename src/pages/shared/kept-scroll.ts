import type { Ref } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { createMemory } from './memory.ts'

const positions = createMemory<number>(50)

export const useKeptScroll = (name: string): Ref<HTMLDivElement> => {
  const element = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const scroller = element.current
    if (!scroller) return
    scroller.scrollTop = positions.get(name) ?? 0
    const keep = () => positions.set(name, scroller.scrollTop)
    scroller.addEventListener('scroll', keep, { passive: true })
    return () => scroller.removeEventListener('scroll', keep)
  }, [name])
  return element
}

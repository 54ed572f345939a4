import { useEffect, useRef } from 'preact/hooks'

/** The button that was pressed may have gone. @param state changes with what the part shows */
export const useKeptFocus = <Part extends HTMLElement>(state: unknown) => {
  const ref = useRef<Part>(null)
  const isPressed = useRef(false)
  useEffect(() => {
    if (isPressed.current && document.activeElement === document.body) ref.current?.focus()
    isPressed.current = false
  }, [state])
  const onClick = () => {
    isPressed.current = true
  }
  return { ref, tabIndex: -1, onClick }
}

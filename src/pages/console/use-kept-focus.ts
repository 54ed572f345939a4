import { useEffect, useRef } from 'preact/hooks'

/**
 * Keeps the focus in a part of the page when the button that was pressed there has gone.
 * @param state changes with what the part shows
 * @returns the properties of the part's element
 */
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

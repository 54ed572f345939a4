/** By the system or by an attribute of the root. @returns how to stop */
export const watchScheme = (onChange: () => void): (() => void) => {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  dark.addEventListener('change', onChange)
  const attributes = new MutationObserver(onChange)
  attributes.observe(document.documentElement, { attributeFilter: ['class', 'style', 'data-theme'] })
  return () => {
    dark.removeEventListener('change', onChange)
    attributes.disconnect()
  }
}

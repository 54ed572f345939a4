/** Swagger UI leaves these without a name for screen readers. */
const attributesOf: [selector: string, name: string, makeValue: (element: Element) => string][] = [
  ['#servers', 'aria-label', () => 'Server'],
  ['.examples-select-element', 'aria-label', () => 'Example'],
  ['.content-type', 'aria-label', () => 'Media type'],
  [
    'tr[data-param-name] :is(select, input, textarea), .parameters :is(select, input, textarea)',
    'aria-label',
    element =>
      element.closest('[data-param-name], [data-property-name]')?.getAttribute('data-param-name') ??
      element.closest('tr')?.querySelector('.parameter__name')?.firstChild?.textContent ??
      'Body',
  ],
  ['.responses-table[role=region]', 'aria-label', ({ id }) => id.replaceAll('_', ' ')],
  ['.live-responses-table img', 'alt', () => 'The picture of the response'],
  ['.information-container', 'role', () => 'region'],
  ['.information-container', 'aria-label', () => 'About this API'],
  ['.schemes-server-container', 'role', () => 'region'],
  ['.schemes-server-container', 'aria-label', () => 'Server and login'],
  ['.filter-container', 'role', () => 'search'],
  ['.microlight', 'tabindex', () => '0'],
]

const nameParts = () => {
  for (const [selector, name, makeValue] of attributesOf) {
    for (const element of document.querySelectorAll(selector))
      if (!element.hasAttribute(name)) element.setAttribute(name, makeValue(element))
  }
}

/** Swagger UI draws its parts when they are opened. */
export const keepPartsNamed = (root: Element): void =>
  new MutationObserver(nameParts).observe(root, { childList: true, subtree: true })

/** Swagger UI only gives the field a red edge. */
export const askForFiles = (root: Element): void =>
  root.addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('.execute') : null
      const field = button?.closest('.opblock')?.querySelector<HTMLInputElement>('input[type=file]')
      field?.setCustomValidity(field.files?.length ? '' : 'Choose a file first.')
      field?.reportValidity()
    },
    { capture: true },
  )

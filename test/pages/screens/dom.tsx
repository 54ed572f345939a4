import { afterAll, beforeAll, spyOn } from 'bun:test'
import { Window } from 'happy-dom'
import { type ComponentChild, render } from 'preact'
import { act } from 'preact/test-utils'
import { basePath } from '../../../src/pages/shared/base-path.ts'
import { LanguageProvider } from '../../../src/pages/shared/language.tsx'

/** Components are rendered into the document of happy-dom, without a browser. */

/** What the pages ask the browser for by its bare name. Of what the server has too, its forms and events alone. */
const names = [
  ...['window', 'document', 'location', 'history', 'localStorage', 'sessionStorage', 'isSecureContext'],
  ...['innerHeight', 'HTMLFormElement', 'FormData', 'HashChangeEvent'],
  ...['addEventListener', 'removeEventListener', 'dispatchEvent', 'requestAnimationFrame'],
] as const

/** At the top of a file: a document for its tests, which the other files of the process do not see. */
export const useDocument = (): void => {
  let close = async () => {}
  beforeAll(() => {
    close = openDocument()
  })
  afterAll(() => close())
}

/** For modules that look at it when they are loaded. @returns what takes it away again */
export const openDocument = (): (() => Promise<void>) => {
  const opened = new Window({ url: 'http://localhost/app', height: 740 })
  Object.assign(opened, { isSecureContext: true })
  const before = names.map(name => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const)
  for (const name of names) {
    const value = name === 'window' ? opened : bindTo(opened, Reflect.get(opened, name))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  return async () => {
    for (const [name, descriptor] of before)
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else Reflect.deleteProperty(globalThis, name)
    await opened.happyDOM.close()
  }
}

/** A method of the window works on nothing else, and a class stays as it is. */
const bindTo = (owner: object, value: unknown): unknown =>
  typeof value === 'function' && value.prototype === undefined ? value.bind(owner) : value

/** An element as the tests ask for it. */
export class Part {
  readonly element: Element

  constructor(element: Element) {
    this.element = element
  }

  /** What a reader sees, each run of white space as one space. */
  get text(): string {
    return (this.element.textContent ?? '').replace(/\s+/g, ' ').trim()
  }

  get(name: string): string | null {
    return this.element.getAttribute(name)
  }

  /** By the name of the element, or by one of its classes: `button` or `.chip`. */
  all(selector: string): Part[] {
    return [...this.element.querySelectorAll(selector)].map(element => new Part(element))
  }

  /** @throws when there is none, or more than one */
  one(selector: string, text?: string): Part {
    const found = this.all(selector).filter(part => text === undefined || part.name === text)
    const [part] = found
    if (!part || found.length > 1)
      throw new Error(`There are ${found.length} of ${selector} ${text ?? ''} in: ${this.text}`)
    return part
  }

  get name(): string {
    return this.get('aria-label') ?? this.text
  }

  get value(): string {
    return String(this.#of('value'))
  }

  set value(value: string) {
    this.#set('value', value)
  }

  get checked(): boolean {
    return this.#of('checked') === true
  }

  set checked(isChecked: boolean) {
    this.#set('checked', isChecked)
  }

  set files(files: File[]) {
    this.#set('files', files)
  }

  #of(field: string): unknown {
    if (!(field in this.element)) throw new Error(`${this.element.localName} has no ${field}.`)
    return Reflect.get(this.element, field)
  }

  #set(field: string, value: unknown): void {
    this.#of(field)
    Reflect.set(this.element, field, value)
  }

  /** With what the browser does then. */
  click(): void {
    if (!(this.element instanceof window.HTMLElement)) throw new Error(`${this.name} is no part of HTML.`)
    this.element.click()
  }

  /** @param fields of the event @returns whether nobody has prevented what the browser does then */
  dispatch(type: string, fields: Record<string, unknown> = {}): boolean {
    const event = new window.Event(type, { bubbles: true, cancelable: true })
    return this.element.dispatchEvent(Object.assign(event, fields))
  }
}

/** Until nothing is loaded, rendered or done any more, as far as no time has to pass. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1)
    await act(async () => {
      for (let step = 0; step < 12; step += 1) await null
    })
}

/** On a page of its own, or on one that shows something already. */
export const show = async (content: ComponentChild, page?: Part): Promise<Part> => {
  const root = page ?? new Part(document.body.appendChild(document.createElement('div')))
  shown.add(root)
  await act(() => render(content, root.element))
  await settle()
  return root
}

const shown = new Set<Part>()

/** For `afterEach`. */
export const leavePages = async (): Promise<void> => {
  for (const { element } of shown) {
    await act(() => render(null, element))
    element.remove()
  }
  shown.clear()
}

/** What a reader sees in each of them. */
export const texts = (page: Part, selector: string): string[] => page.all(selector).map(({ text }) => text)

/** Something that happens to a page, and what follows from it. */
export const happen = async (what: () => unknown): Promise<void> => {
  await act(() => void what())
  await settle()
}

export const press = async (part: Part): Promise<void> => {
  if (part.get('disabled') !== null) throw new Error(`${part.name} cannot be pressed.`)
  await happen(() => part.click())
}

export const write = async (part: Part, value: string, type = 'input'): Promise<void> => {
  part.value = value
  await happen(() => part.dispatch(type))
}

export const chooseFiles = async (part: Part, files: File[]): Promise<void> => {
  part.files = files
  await happen(() => part.dispatch('change'))
}

export const inThai = (content: ComponentChild): ComponentChild => (
  <LanguageProvider storage={{ getItem: () => 'th', setItem: () => {} }}>{content}</LanguageProvider>
)

/** With what stands in its fields, whether a browser would take it or not. */
export const submit = (form: Part): Promise<void> => happen(() => form.dispatch('submit'))

export interface AskedServer {
  method: string
  /** With the query, below the path of the pages. */
  path: string
  headers: Headers
  body: unknown
}

/** A server beyond the network: what the answers are is up to the test. @returns what it was asked, the last one last */
export const answerWith = (answer: (asked: AskedServer) => unknown): AskedServer[] => {
  const all: AskedServer[] = []
  const fetch = async (input: string | URL | Request, init: RequestInit = {}) => {
    const { method = 'GET', headers, body } = init
    const path = String(input).replace(location.origin, '').replace(basePath, '')
    const asked = {
      method,
      path,
      headers: new Headers(headers),
      body: typeof body === 'string' ? JSON.parse(body) : (body ?? null),
    }
    all.push(asked)
    const given = await answer(asked)
    return given instanceof Response ? given : Response.json(given)
  }
  spyOn(globalThis, 'fetch').mockImplementation(Object.assign(fetch, { preconnect: () => {} }))
  return all
}

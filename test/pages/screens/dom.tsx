import { spyOn } from 'bun:test'
import { type ComponentChild, type ContainerNode, render } from 'preact'
import { act } from 'preact/test-utils'
import { basePath } from '../../../src/pages/shared/base-path.ts'
import { LanguageProvider } from '../../../src/pages/shared/language.tsx'

/** As much of a browser's document as Preact needs, so that a component is rendered without a browser. */

class FakeNode {
  readonly nodeType: number
  parentNode: FakeElement | null = null
  constructor(nodeType: number) {
    this.nodeType = nodeType
  }

  get nextSibling(): FakeNode | null {
    const siblings = this.parentNode?.childNodes ?? []
    return siblings[siblings.indexOf(this) + 1] ?? null
  }

  remove(): void {
    this.parentNode?.removeChild(this)
  }
}

class FakeText extends FakeNode {
  data: string
  constructor(data: string) {
    super(3)
    this.data = data
  }
}

type Listener = (this: FakeElement, event: FakeEvent) => void

interface FakeEvent {
  type: string
  currentTarget: FakeElement
  target: FakeElement
  preventDefault(): void
  [field: string]: unknown
}

export class FakeElement extends FakeNode {
  readonly localName: string
  readonly namespaceURI: string
  readonly childNodes: FakeNode[] = []
  readonly style: Record<string, string> = {}
  readonly #attributes = new Map<string, string>()
  readonly #listeners = new Map<string, Listener>()
  value = ''
  checked = false
  files: File[] = []
  scrollTop = 0

  constructor(localName: string, namespaceURI = 'http://www.w3.org/1999/xhtml') {
    super(1)
    this.localName = localName
    this.namespaceURI = namespaceURI
  }

  get firstChild(): FakeNode | null {
    return this.childNodes[0] ?? null
  }

  get ownerDocument(): typeof document {
    return document
  }

  get attributes(): { name: string; value: string }[] {
    return [...this.#attributes].map(([name, value]) => ({ name, value }))
  }

  /** What a reader sees, each run of white space as one space. */
  get text(): string {
    return textIn(this).replace(/\s+/g, ' ').trim()
  }

  get(name: string): string | null {
    return this.#attributes.get(name) ?? null
  }

  setAttribute(name: string, value: unknown): void {
    this.#attributes.set(name, String(value))
  }

  removeAttribute(name: string): void {
    this.#attributes.delete(name)
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, listener)
  }

  removeEventListener(type: string): void {
    this.#listeners.delete(type)
  }

  appendChild<Node extends FakeNode>(node: Node): Node {
    return this.insertBefore(node, null)
  }

  insertBefore<Node extends FakeNode>(node: Node, before: FakeNode | null): Node {
    node.remove()
    const at = before ? this.childNodes.indexOf(before) : this.childNodes.length
    this.childNodes.splice(at, 0, node)
    node.parentNode = this
    return node
  }

  removeChild<Node extends FakeNode>(node: Node): Node {
    this.childNodes.splice(this.childNodes.indexOf(node), 1)
    node.parentNode = null
    return node
  }

  contains(other: FakeNode | null): boolean {
    return other === this || (other !== null && this.contains(other.parentNode))
  }

  /** By the name of the element, or by one of its classes: `button` or `.chip`. */
  all(selector: string): FakeElement[] {
    const isMeant = (element: FakeElement) =>
      selector.startsWith('.')
        ? (element.get('class') ?? '').split(' ').includes(selector.slice(1))
        : element.localName === selector
    const elements = this.childNodes.filter(node => node instanceof FakeElement)
    return elements.flatMap(element => [...(isMeant(element) ? [element] : []), ...element.all(selector)])
  }

  /** @throws when there is none, or more than one */
  one(selector: string, text?: string): FakeElement {
    const found = this.all(selector).filter(element => text === undefined || nameOf(element) === text)
    const [element] = found
    if (!element || found.length > 1)
      throw new Error(`There are ${found.length} of ${selector} ${text ?? ''} in: ${this.text}`)
    return element
  }

  focus(): void {
    document.activeElement = this
  }

  showModal(): void {}
  close(): void {
    this.dispatch('close')
  }

  /** @param fields of the event */
  dispatch(type: string, fields: Record<string, unknown> = {}): boolean {
    let isPrevented = false
    const event = {
      ...fields,
      type,
      currentTarget: this,
      target: this,
      preventDefault: () => (isPrevented = true),
    }
    this.#listeners.get(type)?.call(this, event)
    return !isPrevented
  }
}

const nameOf = (element: FakeElement): string => element.get('aria-label') ?? element.text

const textIn = (node: FakeNode): string => {
  if (node instanceof FakeText) return node.data
  return node instanceof FakeElement ? node.childNodes.map(textIn).join('') : ''
}

const createStorage = () => {
  const values = new Map<string, string>()
  return {
    get length() {
      return values.size
    },
    key: (at: number) => [...values.keys()][at] ?? null,
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, String(value)),
    removeItem: (name: string) => void values.delete(name),
    clear: () => values.clear(),
  }
}

const noElement: FakeElement | null = null as FakeElement | null // until something is focused

export const document = {
  nodeType: 9,
  title: '',
  activeElement: noElement,
  hidden: false,
  visibilityState: 'visible',
  documentElement: Object.assign(new FakeElement('html'), { lang: '', dataset: {} }),
  body: new FakeElement('body'),
  createElement: (name: string) => new FakeElement(name),
  createElementNS: (namespace: string, name: string) => new FakeElement(name, namespace),
  createTextNode: (data: string) => new FakeText(data),
  querySelector: () => null,
  addEventListener: () => {},
  removeEventListener: () => {},
}

export const location = {
  origin: 'http://localhost',
  href: 'http://localhost/app',
  pathname: '/app',
  search: '',
  hash: '',
}

/** Modules of a page look at them when they are loaded, so they are there as soon as this one is, and stay. */
Object.assign(globalThis, {
  document,
  location,
  isSecureContext: true,
  innerHeight: 740,
  HashChangeEvent: Event,
  HTMLFormElement: {
    [Symbol.hasInstance]: (value: unknown) => value instanceof FakeElement && value.localName === 'form',
  },
  history: { state: null, replaceState: () => {} },
  localStorage: createStorage(),
  sessionStorage: createStorage(),
})

/** Until nothing is loaded, rendered or done any more, as far as no time has to pass. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1)
    await act(async () => {
      for (let step = 0; step < 12; step += 1) await null
    })
}

/** On a page of its own, or on one that shows something already. */
export const show = async (content: ComponentChild, page?: FakeElement): Promise<FakeElement> => {
  const root = page ?? new FakeElement('div')
  shown.add(root)
  await act(() => render(content, containerOf(root)))
  await settle()
  return root
}

const shown = new Set<FakeElement>()

// It has what Preact asks a container for, though not every type of the DOM.
const containerOf = (root: FakeElement) => root as unknown as ContainerNode

/** For `afterEach`. */
export const leavePages = async (): Promise<void> => {
  for (const root of shown) await act(() => render(null, containerOf(root)))
  shown.clear()
}

/** Something that a person does, and what follows from it. */
export const press = async (element: FakeElement): Promise<void> => {
  if (element.get('disabled') !== null) throw new Error(`${nameOf(element)} cannot be pressed.`)
  await act(() => void element.dispatch('click'))
  await settle()
}

export const write = async (element: FakeElement, value: string, type = 'input'): Promise<void> => {
  element.value = value
  await act(() => void element.dispatch(type))
  await settle()
}

export const inThai = (content: ComponentChild): ComponentChild => (
  <LanguageProvider storage={{ getItem: () => 'th', setItem: () => {} }}>{content}</LanguageProvider>
)

/** With what stands in its fields. */
export const submit = async (form: FakeElement): Promise<void> => {
  const { FormData } = globalThis
  const fields = ['input', 'textarea', 'select'].flatMap(name => form.all(name))
  class FieldsOfForm extends Map<string, string> {
    constructor() {
      super(
        fields.flatMap(field => (field.get('name') ? [[field.get('name') ?? '', field.value] as const] : [])),
      )
    }
  }
  Object.assign(globalThis, { FormData: FieldsOfForm })
  try {
    await act(() => void form.dispatch('submit'))
  } finally {
    Object.assign(globalThis, { FormData })
  }
  await settle()
}

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

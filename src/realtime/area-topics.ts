import type { Coordinates } from '../lib/geo.ts'
import { AreaIndex } from './area-index.ts'
import type { ServerEvent } from './events.ts'
import type { Area } from './socket-registry.ts'

/** Whether a thing is new to an area, was there before, or has left it. */
export type AreaEventKind = 'appeared' | 'changed' | 'gone'

/** Of an event of another copy of the server only the text is known. */
interface AreaEvent {
  event: ServerEvent | null
  text: string
}

/** The topics that are areas. */
export class AreaTopics {
  readonly #areas = new Map<string, Area>()
  readonly #index = new AreaIndex()

  add(topic: string, area: Area): void {
    if (this.#areas.has(topic)) return
    this.#areas.set(topic, area)
    this.#index.add(topic, area.boxes)
  }

  remove(topic: string): void {
    if (this.#areas.delete(topic)) this.#index.remove(topic)
  }

  /** @param make is called once for all topics of an address with the same kind, and not at all for none */
  forEachAt(
    { before, after }: { before: Coordinates | null; after: Coordinates | null },
    make: (kind: AreaEventKind, baseUrl: string) => AreaEvent | null,
    deliver: (topic: string, made: AreaEvent) => void,
  ): void {
    if (this.#areas.size === 0) return
    const left = before ? this.#index.at(before) : noTopics
    const entered = after ? this.#index.at(after) : noTopics
    const deliverAll = (kind: AreaEventKind, topics: ReadonlySet<string>) => {
      const made = new Map<string, AreaEvent | null>()
      for (const topic of topics) {
        const baseUrl = this.#areas.get(topic)?.baseUrl ?? ''
        const known = made.get(baseUrl)
        const one = known === undefined ? make(kind, baseUrl) : known
        made.set(baseUrl, one)
        if (one) deliver(topic, one)
      }
    }
    deliverAll('appeared', entered.difference(left))
    deliverAll('changed', entered.intersection(left))
    deliverAll('gone', left.difference(entered))
  }
}

const noTopics: ReadonlySet<string> = new Set()

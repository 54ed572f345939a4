import type { Clock } from '../lib/clock.ts'

/** How long what comes too early waits for what is before it. */
const maxWaitMs = 1000

interface Topic {
  /** The number that comes next. */
  next: number
  readonly waiting: Map<number, () => void>
  cancel: (() => void) | null
}

/**
 * Delivers numbered publications of a topic in the order of their numbers. They come from several copies of the server, so
 * one may arrive before the one that was written before it.
 */
export class TopicOrder {
  readonly #topics = new Map<string, Topic>()

  constructor(private readonly clock: Clock) {}

  /** Begins a topic, unless it has begun. @param next the number that comes next */
  begin(name: string, next: number): void {
    this.#topicOf(name, next)
  }

  /** Delivers now, or when everything before it was delivered, or a second later. A topic that has not begun begins with it. */
  enter(name: string, number: number, deliver: () => void): void {
    const topic = this.#topicOf(name, number)
    // What was waited for in vain is delivered late: a client orders messages by their numbers.
    if (number < topic.next) deliver()
    else {
      topic.waiting.set(number, deliver)
      this.#deliverReady(topic)
    }
  }

  /** Call it when the topic has no sockets any more. */
  forget(name: string): void {
    this.#topics.get(name)?.cancel?.()
    this.#topics.delete(name)
  }

  #topicOf(name: string, next: number): Topic {
    const topic = this.#topics.get(name) ?? { next, waiting: new Map(), cancel: null }
    this.#topics.set(name, topic)
    return topic
  }

  #deliverReady(topic: Topic): void {
    const awaited = topic.next
    for (let deliver = topic.waiting.get(topic.next); deliver; deliver = topic.waiting.get(topic.next)) {
      topic.waiting.delete(topic.next)
      topic.next += 1
      deliver()
    }
    // A number is waited for once, however much comes behind it meanwhile.
    if (topic.next === awaited && topic.cancel !== null) return
    topic.cancel?.()
    topic.cancel = topic.waiting.size === 0 ? null : this.clock.after(maxWaitMs, () => this.#giveUp(topic))
  }

  #giveUp(topic: Topic): void {
    topic.cancel = null
    topic.next = Math.min(...topic.waiting.keys())
    this.#deliverReady(topic)
  }
}

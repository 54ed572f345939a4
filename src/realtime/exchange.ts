import type { Coordinates } from '../lib/geo.ts'
import type { Id } from '../lib/ids.ts'
import type { Copies } from '../live/copies.ts'
import { encodeEvent } from './events.ts'
import type {
  AreaPublication,
  Exchange,
  Hub,
  Publication,
  RemoteAreaPublication,
  RemotePublication,
} from './hub.ts'
import { type Presence, RemotePresence } from './remote-presence.ts'

type UserId = Id<'user'>

interface EndedSession {
  readonly userId: UserId
  readonly sessionId: Id<'session'>
}

/** Carries what the hub of one copy publishes to the hubs of the others, and knows who is present there. */
export class CopyExchange implements Exchange {
  readonly #presence = new RemotePresence()
  /** No text of a person has it: the id of a copy is known to the copies alone. */
  readonly #base: string

  constructor(
    private readonly copies: Copies,
    private readonly hub: Hub,
  ) {
    this.#base = `http://${copies.id}.invalid`
    // Data of `on` is what the same method of another copy has told.
    copies.on('event', data => hub.receive(data as RemotePublication))
    copies.on('area', data => hub.receiveForAreas(data as RemoteAreaPublication))
    copies.on('session', data => {
      const { userId, sessionId } = data as EndedSession
      hub.endSessionHere(userId, sessionId)
    })
    copies.on('present', (data, from) => this.#change(from, data as Presence, true))
    copies.on('absent', (data, from) => this.#change(from, data as Presence, false))
    copies.on('presence', (data, from) => this.#replace(from, data as Presence[]))
    copies.on('presence?', (_data, from) => this.#tellPresence(from))
    copies.listen({
      joined: copy => this.#tellPresence(copy),
      gone: copy => this.#replace(copy, []),
      missed: missed => {
        for (const copy of missed) copies.tell('presence?', null, copy)
        hub.catchUp()
      },
    })
  }

  publish({ topic, event, exceptUserId, order }: Publication, text: string): void {
    const publication: RemotePublication = { topic, type: event.type, text, exceptUserId, order }
    this.copies.tell('event', publication)
  }

  publishToAreas({ before, after, appeared, changed, gone }: AreaPublication): void {
    const texts: RemoteAreaPublication['texts'] & object = {}
    if (after) texts.appeared = encodeEvent(appeared(this.#base))
    if (after && before) texts.changed = encodeEvent(changed(this.#base))
    if (before) texts.gone = encodeEvent(gone(this.#base))
    const placeOf = (thing: Coordinates | null) =>
      thing && { latitude: thing.latitude, longitude: thing.longitude }
    const publication: RemoteAreaPublication = {
      before: placeOf(before),
      after: placeOf(after),
      texts,
      base: this.#base,
    }
    this.copies.tell('area', publication)
  }

  endSession(userId: UserId, sessionId: Id<'session'>): void {
    this.copies.tell('session', { userId, sessionId } satisfies EndedSession)
  }

  setPresent(presence: Presence, isPresent: boolean): void {
    this.copies.tell(isPresent ? 'present' : 'absent', presence)
  }

  isPresent(topic: string, userId: UserId): boolean {
    return this.#presence.has(topic, userId)
  }

  #tellPresence(copy: string): void {
    this.copies.tell('presence', this.hub.presences(), copy)
  }

  #change(copy: string, presence: Presence, isPresent: boolean): void {
    const [topic, userId] = presence
    const wasPresent = this.#presence.has(topic, userId)
    this.#presence.set(copy, presence, isPresent)
    if (this.#presence.has(topic, userId) !== wasPresent) this.hub.presenceChanged(presence, !wasPresent)
  }

  #replace(copy: string, present: readonly Presence[]): void {
    const before = this.#presence.forget(copy)
    for (const presence of present) this.#presence.set(copy, presence, true)
    const keyOf = ([topic, userId]: Presence) => `${topic} ${userId}`
    const [old, current] = [new Set(before.map(keyOf)), new Set(present.map(keyOf))]
    const changed = [...before, ...present].filter(one => old.has(keyOf(one)) !== current.has(keyOf(one)))
    for (const presence of changed) this.hub.presenceChanged(presence, current.has(keyOf(presence)))
  }
}

import { readEvent, roomPublication } from '../../src/domain/chat/events.ts'
import type { Effects } from '../../src/domain/effects.ts'
import type { Gig } from '../../src/domain/gigs/gig.ts'
import type { RoomId } from '../../src/domain/ids.ts'
import type { User } from '../../src/domain/users/user.ts'
import type { Id } from '../../src/lib/ids.ts'
import type { Store } from '../../src/storage/store.ts'
import { at, makeNotification, makeWrite, newId } from '../support/stores.ts'

/** One call of a write, as a test of all writes wants it. */
interface Attempt {
  write: ReturnType<typeof makeWrite>
  /** Every decision calls it first; it may throw. */
  decide(): void
  /** Whether the write names something that there is not. */
  isOfUnknown: boolean
  /** Who is notified, where the write has effects; null: the write has none this time. */
  effects: { recipient: User; gig: Gig; roomId: RoomId } | null
}

interface PreparedWrite {
  run(attempt: Attempt): Promise<unknown>
  /** What the store shows of what the write changes. */
  state(): Promise<unknown>
}

/** How one write is called, so that what is true of every write can be tested for each. */
export interface WriteCase {
  /** Whether it calls a decision. */
  decides?: boolean
  /** Whether the decision returns effects. */
  hasEffects?: boolean
  /** Whether it rejects an unknown id with RESOURCE_NOT_FOUND. */
  finds?: boolean
  /** Brings about what the write needs in order to succeed once. */
  prepare(store: Store): Promise<PreparedWrite>
}

export const makeAttempt = (changes: Partial<Attempt> = {}): Attempt => ({
  write: makeWrite(),
  decide: () => {},
  isOfUnknown: false,
  effects: null,
  ...changes,
})

/** The id that the attempt names: this one, or one of nothing. */
export const idFor = <Kind extends string>({ isOfUnknown }: Attempt, id: Id<Kind>): Id<Kind> =>
  isOfUnknown ? newId() : id

/** Two notifications and two events. */
export const effectsOf = ({ effects }: Attempt): Effects => {
  if (!effects) return {}
  const { recipient, gig, roomId } = effects
  const event = (seconds: number) =>
    roomPublication(
      roomId,
      readEvent({
        user_id: recipient.id,
        room_id: roomId,
        last_read_message_id: newId(),
        timestamp: at(seconds),
      }),
    )
  return {
    notifications: [
      makeNotification(recipient, gig, { text: 'the first' }),
      makeNotification(recipient, gig, { text: 'the second' }),
    ],
    events: [event(1), event(2)],
  }
}

import { v7 } from 'uuid'
import type { Clock } from './clock.ts'
import type { Random } from './random.ts'

/** A UUID in lower case. `Kind` makes passing the id of another entity a type error. */
export type Id<Kind extends string> = string & { readonly __id: Kind }

/** UUIDs of version 7 (RFC 9562): each sorts after all that were made before it. */
export type NewId = <Kind extends string>() => Id<Kind>

/** The counter of RFC 9562, 6.2, orders ids of one millisecond, and ids made after the clock was set back. */
export const createNewId = (clock: Clock, random: Random): NewId => {
  let latestMs = 0
  let counter = 0
  return <Kind extends string>() => {
    const nowMs = clock.now()
    counter = nowMs > latestMs ? 0 : counter + 1
    latestMs = Math.max(nowMs, latestMs)
    const id = v7({ msecs: latestMs, seq: counter, random: random.bytes(16) })
    return id as Id<Kind> // the one place where the brand is given
  }
}

/** Any version, in any letter case (ruling G5). */
export const uuidPattern = '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$'

const uuid = new RegExp(uuidPattern)

export const isUuid = (text: unknown): text is string => typeof text === 'string' && uuid.test(text)

/** The id is in lower case, as stored; null for text that is no UUID. */
export const parseId = <Kind extends string>(text: string): Id<Kind> | null =>
  isUuid(text) ? (text.toLowerCase() as Id<Kind>) : null // the caller says what it is the id of

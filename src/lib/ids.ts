import type { Clock } from './clock.ts'
import type { Random } from './random.ts'

/** A UUID in lower case. `Kind` keeps the id of one thing from being taken for the id of another. */
export type Id<Kind extends string> = string & { readonly __id: Kind }

/** Makes a new id. Ids are UUIDs of version 7 (RFC 9562): each sorts behind all that were made before it. */
export type NewId = <Kind extends string>() => Id<Kind>

/** Ids of one millisecond, or of a clock that was put back, are kept in order by the counter of RFC 9562, 6.2. */
export const createNewId = (clock: Clock, random: Random): NewId => {
  let latestMs = 0
  let counter = 0
  return <Kind extends string>() => {
    const nowMs = clock.now()
    counter = nowMs > latestMs ? 0 : counter + 1
    latestMs = Math.max(nowMs, latestMs)
    const id = uuidOf(latestMs, counter, random.bytes(6))
    return id as Id<Kind> // the one place where the brand is given
  }
}

/** The two digits of each byte. */
const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const digitsOf = (byte: number) => digits[byte & 0xff]

/** RFC 9562, 5.7: the time, the version, a counter of 32 bits with the variant inside, and 42 bits of chance. */
const uuidOf = (ms: number, counter: number, chance: Uint8Array): string => {
  const high = ms / 2 ** 32
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = chance
  return (
    `${digitsOf(high >> 8)}${digitsOf(high)}${digitsOf(ms >>> 24)}${digitsOf(ms >>> 16)}-` +
    `${digitsOf(ms >>> 8)}${digitsOf(ms)}-${digitsOf(0x70 | (counter >>> 28))}${digitsOf(counter >>> 20)}-` +
    `${digitsOf(0x80 | ((counter >>> 14) & 0x3f))}${digitsOf(counter >>> 6)}-` +
    `${digitsOf((counter << 2) | (a & 0x03))}${digitsOf(b)}${digitsOf(c)}${digitsOf(d)}${digitsOf(e)}${digitsOf(f)}`
  )
}

/** A UUID of any version in lower case (ruling G5). */
export const uuidPattern = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'

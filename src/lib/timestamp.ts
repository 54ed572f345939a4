declare const timestamp: unique symbol

/**
 * A moment in UTC in the form of the wire, `2025-10-01T14:00:00.000000Z`: always 27 characters, six digits of
 * fraction. They sort as text in the order of time, so the database stores them unchanged.
 */
export type Timestamp = string & { readonly [timestamp]: true }

const branded = (text: string): Timestamp => text as Timestamp // the one place where the brand is given

/** The moment `ms` milliseconds after 1970-01-01T00:00:00Z. */
export const toTimestamp = (ms: number): Timestamp => branded(new Date(ms).toISOString().replace('Z', '000Z'))

/** Milliseconds since 1970-01-01T00:00:00Z; what is finer than a millisecond is dropped. */
export const toMilliseconds = (at: Timestamp): number => Date.parse(`${at.slice(0, 23)}Z`)

/** The moment itself where it is later than `earlier`; else, as after a clock was set back, a microsecond after that. */
export const laterThan = (earlier: Timestamp, at: Timestamp): Timestamp => {
  if (at > earlier) return at
  const microseconds = Number(earlier.slice(23, 26)) + 1
  if (microseconds === 1000) return toTimestamp(toMilliseconds(earlier) + 1)
  return branded(`${earlier.slice(0, 23)}${String(microseconds).padStart(3, '0')}Z`)
}

/** The extended calendar form of ISO 8601; whether the month has such a day is another question. */
export const extendedForm =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?(?:(Z)|([+-])([01]\d|2[0-3]):([0-5]\d))?)?$/

const minuteMs = 60_000

/**
 * Reads the extended calendar form of ISO 8601 (ruling G3): a date, or a date and a time to the minute, second or
 * fraction, with `Z`, an offset, or neither (then it is UTC). A space may stand in place of the `T`, as Dart prints it.
 * Digits after the sixth of the fraction are dropped.
 * @returns null for any other notation and for dates and times that do not exist.
 */
export const parseTimestamp = (text: string): Timestamp | null => {
  const parts = extendedForm.exec(text)
  if (!parts) return null
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(at => Number(parts[at] ?? 0))
  const [offsetHours, offsetMinutes] = [Number(parts[10] ?? 0), Number(parts[11] ?? 0)]
  if (year === undefined || month === undefined || day === undefined) return null
  if (hour === undefined || minute === undefined || second === undefined) return null
  const local = new Date(0)
  local.setUTCFullYear(year, month - 1, day)
  local.setUTCHours(hour, minute, second)
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return null
  const offsetMs = (offsetHours * 60 + offsetMinutes) * minuteMs * (parts[9] === '-' ? -1 : 1)
  const utc = new Date(local.getTime() - offsetMs)
  if (utc.getUTCFullYear() < 1 || utc.getUTCFullYear() > 9999) return null
  const fraction = (parts[7] ?? '').slice(0, 6).padEnd(6, '0')
  return branded(`${utc.toISOString().slice(0, 19)}.${fraction}Z`)
}

/** A time as part of a file name: 20251001T140000. */
export const toFileTimestamp = (ms: number): string => toTimestamp(ms).slice(0, 19).replace(/[-:]/g, '')

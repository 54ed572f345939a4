declare const timestamp: unique symbol

/** UTC, `2025-10-01T14:00:00.000000Z`, always 27 characters, so texts sort in the order of time. */
export type Timestamp = string & { readonly [timestamp]: true }

const branded = (text: string): Timestamp => text as Timestamp // the one place where the brand is given

export const toTimestamp = (ms: number): Timestamp => branded(new Date(ms).toISOString().replace('Z', '000Z'))

/** What is finer than a millisecond is dropped. */
export const toMilliseconds = (at: Timestamp): number => Date.parse(`${at.slice(0, 23)}Z`)

/** `at`, or a microsecond after `earlier` when the clock was set back. */
export const laterThan = (earlier: Timestamp, at: Timestamp): Timestamp => {
  if (at > earlier) return at
  const microseconds = Number(earlier.slice(23, 26)) + 1
  if (microseconds === 1000) return toTimestamp(toMilliseconds(earlier) + 1)
  return branded(`${earlier.slice(0, 23)}${String(microseconds).padStart(3, '0')}Z`)
}

/** ISO 8601; the month need not have such a day. */
export const extendedForm =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?(?:(Z)|([+-])([01]\d|2[0-3]):([0-5]\d))?)?$/

const minuteMs = 60_000

/**
 * Reads ISO 8601 (ruling G3): a date, or a date and a time, in UTC where it has no offset. A space may stand
 * for the `T`, as Dart prints it. @returns null for other notations and for times that do not exist
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

/** 20251001T140000 */
export const toFileTimestamp = (ms: number): string => toTimestamp(ms).slice(0, 19).replace(/[-:]/g, '')

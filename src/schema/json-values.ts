/** JSON.stringify would drop such a field or write null. `path` is for the log. */

const reject = (value: unknown, path: string, expected: string): never => {
  const found = typeof value === 'number' ? String(value) : value === null ? 'null' : typeof value
  throw new TypeError(`${path} must be ${expected} and is ${found}.`)
}

/** Control characters, quotes, backslashes and surrogates. */
const mayNeedEscapes = /[^ !#-[\]-\ud7ff\ue000-\uffff]/

export const escapeString = (value: unknown, path: string): string => {
  if (typeof value !== 'string') return reject(value, path, 'a string')
  return mayNeedEscapes.test(value) ? JSON.stringify(value).slice(1, -1) : value
}

/** For ids and timestamps, which have nothing to escape. */
export const plainString = (value: unknown, path: string): string =>
  typeof value === 'string' ? value : reject(value, path, 'a string')

export const encodeInteger = (value: unknown, path: string): string =>
  Number.isSafeInteger(value) ? String(value) : reject(value, path, 'an integer')

/** A decimal point or an exponent keeps readers from taking it for an integer (ruling G4). */
export const encodeDouble = (value: unknown, path: string): string => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return reject(value, path, 'a finite number')
  const text = String(value)
  // From 1e21 on String writes an exponent.
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${text}.0` : text
}

export const encodeBoolean = (value: unknown, path: string): string => {
  if (value === true) return 'true'
  return value === false ? 'false' : reject(value, path, 'a boolean')
}

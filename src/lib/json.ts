/** The deepest body of the API has three levels. */
const maxDepth = 32

export class TooDeepError extends SyntaxError {
  override readonly name = 'TooDeepError'
}

/** Depth is checked first, since every recursive function needs a stack for it. @throws SyntaxError */
export const parseJson = (text: string): unknown => {
  if (isTooDeep(text)) throw new TooDeepError(`nested deeper than ${maxDepth} levels.`)
  return JSON.parse(text)
}

export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTooDeep = (text: string): boolean => hasManyOpenings(text) && depthExceeds(text, maxDepth)

/** Counting is a native search, so ordinary text costs no scan in JavaScript. */
const hasManyOpenings = (text: string): boolean => {
  let openings = 0
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      openings += 1
      if (openings > maxDepth) return true
    }
  }
  return false
}

const [quote, backslash] = [0x22, 0x5c]
/** In ASCII, `{` and `[` differ in one bit, and so do `}` and `]`. */
const [opening, closing] = [0x5b, 0x5d]
const withoutThatBit = ~0x20

/** Brackets in strings do not count. */
const depthExceeds = (text: string, max: number): boolean => {
  let depth = 0
  let isInString = false
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (isInString) {
      if (unit === backslash) at += 1
      else if (unit === quote) isInString = false
    } else if (unit === quote) isInString = true
    else if ((unit & withoutThatBit) === opening) {
      depth += 1
      if (depth > max) return true
    } else if ((unit & withoutThatBit) === closing) depth -= 1
  }
  return false
}

/** RFC 2045 and RFC 8187. Names are in lower case; of a repeated one the first counts. */
export const parametersOf = (header: string): Map<string, string> => {
  const parameters = new Map<string, string>()
  parameter.lastIndex = header.search(/;|$/)
  for (let found = parameter.exec(header); found; found = parameter.exec(header)) {
    const [, name = '', quoted, bare = ''] = found
    const key = name.toLowerCase()
    if (!parameters.has(key)) parameters.set(key, quoted === undefined ? bare.trim() : unquote(quoted))
  }
  return parameters
}

/** A quoted text may be followed by anything up to the next semicolon; one that is not closed counts as unquoted. */
const parameter = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"[^;]*|([^;]*))/g

/** Only these two are escaped: in other places a backslash is part of a Windows path. */
const unquote = (text: string): string => text.replace(/\\(["\\])/g, '$1')

export const mediaTypeOf = (header: string): string =>
  header.slice(0, header.search(/;|$/)).trim().toLowerCase()

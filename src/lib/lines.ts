export class LineError extends Error {
  override readonly name = 'LineError'
}

/** @param maxLength of a line, in characters @throws LineError */
export async function* readLines(path: string, maxLength: number): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const decode = (piece?: Uint8Array): string => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined })
    } catch {
      throw new LineError('is not UTF-8')
    }
  }
  let rest = ''
  for await (const piece of Bun.file(path).stream()) {
    const lines = (rest + decode(piece)).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxLength || lines.some(line => line.length > maxLength))
      throw new LineError(`is longer than ${maxLength} characters`)
    if (lines.length > 0) yield lines
  }
  rest += decode()
  if (rest !== '') yield [rest]
}

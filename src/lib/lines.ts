export class LineError extends Error {
  override readonly name = 'LineError'
}

/** @param maxLength of a line, in characters @throws LineError for the line after those that were read */
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
    const tooLong = [...lines, rest].findIndex(line => line.length > maxLength)
    const readable = tooLong < 0 ? lines : lines.slice(0, tooLong)
    if (readable.length > 0) yield readable
    if (tooLong >= 0) throw new LineError(`is longer than ${maxLength} characters`)
  }
  rest += decode()
  if (rest !== '') yield [rest]
}

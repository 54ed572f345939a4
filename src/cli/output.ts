/** The status that a shell reports for SIGPIPE. */
const endedByPipe = 141

/** Ends this process when the reader of its output ends, as in `chayenity openapi | head`. */
export const endWithReader = (): void => {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit(endedByPipe)
    })
}

export const print = (...lines: string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`)
}

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

export const printStatus = (...lines: string[]): void => {
  process.stderr.write(`${lines.join('\n')}\n`)
}

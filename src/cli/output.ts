export const print = (...lines: string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** Writes lines to the standard error, so that the standard output can carry data. */
export const printStatus = (...lines: string[]): void => {
  process.stderr.write(`${lines.join('\n')}\n`)
}

export const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

interface Progress {
  /** Replaces the line that says how far the run is. */
  show(text: string): void
  /** A line that stays. */
  tell(text: string): void
  end(): void
}

/** Without a terminal only the lines that stay are written, and every tenth of the others. */
export const createProgress = (deadline: number): Progress => {
  const isTerminal = process.stderr.isTTY
  let shown = 0
  const clear = () => {
    if (isTerminal) process.stderr.write('\r\u001b[K')
  }
  return {
    show: text => {
      const line = `${text}, ${Math.max(0, Math.ceil((deadline - Date.now()) / 60_000))} min left at most`
      clear()
      if (isTerminal) process.stderr.write(line)
      else if (shown % 10 === 0) process.stderr.write(`${line}\n`)
      shown += 1
    },
    tell: text => {
      clear()
      print(text)
    },
    end: clear,
  }
}

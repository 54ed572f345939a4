/** Runs work on the same subject one after the other, in the order in which it came, and on different ones at once. */
export const createTurns = () => {
  const last = new Map<string, Promise<unknown>>()
  return async <Result>(subject: string, run: () => Promise<Result>): Promise<Result> => {
    const before = last.get(subject)
    const turn = before ? before.then(run, run) : run()
    last.set(subject, turn)
    try {
      return await turn
    } finally {
      if (last.get(subject) === turn) last.delete(subject)
    }
  }
}

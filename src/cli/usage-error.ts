/** Of the person at the terminal, who sees the sentence without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The person at the terminal gave something that cannot be used. They are shown the sentence without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The data folder cannot be used. The message is for the operator. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
}

/** A backup or a data folder is damaged. */
export class DamageError extends Error {
  override readonly name = 'DamageError'
  constructor(readonly problems: string[]) {
    super(problems.join('\n'))
  }
}

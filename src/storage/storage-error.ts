export class StorageError extends Error {
  override readonly name = 'StorageError'
}

export class DamageError extends Error {
  override readonly name = 'DamageError'
  constructor(readonly problems: string[]) {
    super(problems.join('\n'))
  }
}

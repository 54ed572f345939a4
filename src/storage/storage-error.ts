/** The data folder cannot be used. The message is for the operator. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
}

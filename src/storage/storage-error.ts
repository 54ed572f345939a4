/** A sentence for the person who starts the server or calls a command: the data folder cannot be used as it is. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
}

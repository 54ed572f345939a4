export type Folder = 'uploads' | 'thumbnails'

export interface ListedFile {
  name: string
  sizeBytes: number
  /** When it was written, in milliseconds since 1970, by the clock of the storage. */
  writtenAtMs: number
}

/**
 * Stores the bytes of files. A file is written once and never changed. The server chooses the names, one path segment
 * each; nothing a client sends is ever a name.
 */
export interface FileStore {
  /**
   * Stores a file. When the promise resolves, the file survives a power cut. No reader ever sees half a file.
   * @throws AppError STORAGE_FAILED
   */
  write(folder: Folder, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>

  /** Finds a file; its bytes are read when they are needed. Null where there is none. */
  read(folder: Folder, name: string): Promise<Blob | null>

  /** Deletes a file; a missing one is not an error. @throws AppError STORAGE_FAILED */
  remove(folder: Folder, name: string): Promise<void>

  /** Every file of a folder, leftovers of interrupted writes included, in no order. */
  list(folder: Folder): Promise<ListedFile[]>
}

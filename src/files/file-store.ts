export type Folder = 'uploads' | 'thumbnails'

export interface ListedFile {
  name: string
  sizeBytes: number
  /** When it was written, in milliseconds since 1970, by the clock of the storage. */
  writtenAtMs: number
}

/** The bytes of a file, which are read when they are needed. A Blob is one. */
export interface StoredFile {
  readonly size: number
  /** A part of it. @param end the first byte that is not in it */
  slice(start: number, end: number): StoredFile
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>
  bytes(): Promise<Uint8Array<ArrayBuffer>>
}

/**
 * Stores the bytes of files. A file is written once and never changed. The server chooses the names, one path segment
 * each; nothing a client sends is ever a name.
 */
export interface FileStore {
  /** Whether other processes write to it too: then what is in it is known by asking alone. */
  isShared: boolean

  /**
   * Stores a file. When the promise resolves, the file survives a power cut. No reader ever sees half a file.
   * @throws AppError STORAGE_FAILED
   */
  write(folder: Folder, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>

  /** Finds a file. Null where there is none. @throws AppError STORAGE_FAILED */
  read(folder: Folder, name: string): Promise<StoredFile | null>

  /** Deletes a file; a missing one is not an error. @throws AppError STORAGE_FAILED */
  remove(folder: Folder, name: string): Promise<void>

  /** Every file of a folder whose name begins with `prefix`, leftovers of interrupted writes included, in no order. */
  list(folder: Folder, prefix?: string): Promise<ListedFile[]>
}

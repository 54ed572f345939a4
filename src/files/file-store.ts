export type Folder = 'uploads' | 'thumbnails'

export interface ListedFile {
  name: string
  sizeBytes: number
  /** Milliseconds since 1970, by the clock of the storage. */
  writtenAtMs: number
}

/** Read when it is needed. A Blob is one. */
export interface StoredFile {
  readonly size: number
  /** @param end the first byte that is not in the part */
  slice(start: number, end: number): StoredFile
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>
  bytes(): Promise<Uint8Array<ArrayBuffer>>
}

/** A file never changes. The server chooses its name, one path segment. */
export interface FileStore {
  isShared: boolean

  /** Survives a power cut once it resolves; no reader sees half a file. @throws AppError STORAGE_FAILED */
  write(folder: Folder, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>

  /** @throws AppError STORAGE_FAILED */
  read(folder: Folder, name: string): Promise<StoredFile | null>

  /** No error for a missing file. @throws AppError STORAGE_FAILED */
  remove(folder: Folder, name: string): Promise<void>

  /** The order is undefined; leftovers of interrupted writes are listed too. */
  list(folder: Folder, prefix?: string): Promise<ListedFile[]>
}

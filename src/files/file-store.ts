/** The kinds of files the product keeps: what people sent, and the variants made of it. */
export type Folder = 'uploads' | 'thumbnails'

/** One file of a folder, as a listing shows it. */
export interface ListedFile {
  name: string
  sizeBytes: number
  /** When it was written, in milliseconds since 1970, by the clock of the place that keeps it. */
  writtenAtMs: number
}

/**
 * Where the bytes of files are kept: the disk now, an object store later. A file is written once and never changed.
 * Names are ours, one path part each; nothing a client sends is ever a name.
 */
export interface FileStore {
  /**
   * Keeps a file. When the promise is kept, the file is there after a power cut; until then, nobody can read half.
   * @throws AppError STORAGE_FAILED
   */
  write(folder: Folder, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>

  /** The file, read when it is asked for its bytes; null where there is none. */
  read(folder: Folder, name: string): Promise<Blob | null>

  /** Takes a file away; one that is not there is no fault. @throws AppError STORAGE_FAILED */
  remove(folder: Folder, name: string): Promise<void>

  /** Every file of a folder, also what a broken-off write has left behind, in no order. */
  list(folder: Folder): Promise<ListedFile[]>
}

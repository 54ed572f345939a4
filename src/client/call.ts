/** A file of a file input, made in a canvas, or chosen in React Native. */
export type Upload = Blob | { uri: string; name: string; type: string }

export interface CallOptions {
  signal?: AbortSignal | undefined
  /** Made for each POST unless it is given. */
  idempotencyKey?: string | undefined
  headers?: Readonly<Record<string, string>> | undefined
}

/** `open` needs no session; `keyed` takes an Idempotency-Key; `upload` sends a file; `file` gets one. */
export type Trait = 'open' | 'keyed' | 'upload' | 'file'

/** The input fills the path, then the query of a GET or DELETE, or the body of another method. */
export type Call = <Output>(
  method: string,
  path: string,
  input: object | undefined,
  options: CallOptions | undefined,
  trait?: Trait,
) => Promise<Output>

/** A picture to send: of a file input, made in a canvas, or chosen in React Native. */
export type Upload = Blob | { uri: string; name: string; type: string }

export interface CallOptions {
  /** Gives up the call. */
  signal?: AbortSignal | undefined
  /** The Idempotency-Key of a POST; one is made for each call unless it is given. */
  idempotencyKey?: string | undefined
  headers?: Readonly<Record<string, string>> | undefined
}

/**
 * What sets an operation apart from most. `open` needs no session; `keyed` takes an Idempotency-Key, so it may be sent
 * again; `upload` sends a form with a file; `file` gets one.
 */
export type Trait = 'open' | 'keyed' | 'upload' | 'file'

/**
 * Calls an operation. The fields of the input fill the path; the others become the query of a GET or a DELETE, and the
 * body of everything else.
 */
export type Call = <Output>(
  method: string,
  path: string,
  input: object | undefined,
  options: CallOptions | undefined,
  trait?: Trait,
) => Promise<Output>

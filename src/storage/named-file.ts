/** A picture that a row of `files` names. */
export interface NamedFile {
  id: string
  /** Below `uploads`. */
  name: string
  bytes: number
  /** null for one that was uploaded before hashes were stored. */
  sha256: string | null
}

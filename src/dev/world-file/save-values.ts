import type { UploadedFile } from '../../domain/uploads/file.ts'
import { fileNameInUrl } from '../../domain/uploads/model.ts'
import { fileIdIn } from '../../domain/uploads/rules.ts'
import { type Timestamp, toMilliseconds, toTimestamp } from '../../lib/timestamp.ts'

/** Without the fields that are undefined and the lists that are empty. */
export const compact = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  )

/** To the millisecond, which is what the clock of an operation can be set to. */
export const toMillisecond = (at: Timestamp): Timestamp => toTimestamp(toMilliseconds(at))

export type ImageReferences = (url: string) => string

/** By the id of one of the pictures, so that the host of a server is in no file; else as it is. */
export const imageReferences = (pictures: readonly UploadedFile[]): ImageReferences => {
  const ids = new Set<string>(pictures.map(({ id }) => id))
  return url => {
    const name = URL.canParse(url) ? fileNameInUrl(url) : null
    const id = name === null ? '' : fileIdIn(name).toLowerCase()
    return ids.has(id) ? id : url
  }
}

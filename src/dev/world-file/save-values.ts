import type { UploadedFile } from '../../domain/uploads/file.ts'
import { fileNameInUrl } from '../../domain/uploads/model.ts'
import { fileIdIn } from '../../domain/uploads/rules.ts'
import { type Timestamp, toMilliseconds, toTimestamp } from '../../lib/timestamp.ts'

export const compact = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  )

/** The clock of an operation has milliseconds. */
export const toMillisecond = (at: Timestamp): Timestamp => toTimestamp(toMilliseconds(at))

export type ImageReferences = (url: string) => string

/** The id of the picture keeps the host of a server out of the file; other URLs stay as they are. */
export const imageReferences = (pictures: readonly UploadedFile[]): ImageReferences => {
  const ids = new Set<string>(pictures.map(({ id }) => id))
  return url => {
    const name = URL.canParse(url) ? fileNameInUrl(url) : null
    const id = name === null ? '' : fileIdIn(name).toLowerCase()
    return ids.has(id) ? id : url
  }
}

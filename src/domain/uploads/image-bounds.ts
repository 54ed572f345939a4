import { AppError } from '../../errors.ts'

/** Read without decoding, because the library allocates frames before it reports their number. */
export interface ImageOutline {
  /** In pixels, of one frame; 0 where unknown. */
  width: number
  height: number
  frames: number
  /** The library inflates them when it opens the file. */
  compressedChunks: number
  scans: number
  /** Known of a GIF alone; for other formats the decoder finds out. */
  isWhole: boolean
}

/** The sum of all frames (ruling F1). */
export const maxPixels = 50_000_000

/** The side of a frame (ruling F8). A line of 50 million pixels took the decoder 72 seconds. */
const maxSide = 16_384

const maxFrames = 1000

/** Each may inflate to 8 MB, in some 100 ms. */
const maxCompressedChunks = 10

/** Encoders write about ten. Each costs a pass over all pixels. */
const maxScans = 100

const tooLarge = (detail: string) => new AppError('FILE_TOO_LARGE', detail)

/** Unknown sides pass; the library's are checked later. @throws AppError FILE_TOO_LARGE, INVALID_FILE_TYPE */
export const assertBounds = (outline: ImageOutline): void => {
  const { width, height, frames, compressedChunks, scans, isWhole } = outline
  if (!isWhole) throw damaged(null)
  if (width > maxSide || height > maxSide)
    throw tooLarge(`The picture is too large: a side may have at most ${maxSide} pixels.`)
  if (frames > maxFrames) throw tooLarge(`The animation has too many frames: at most ${maxFrames}.`)
  if (width * height * Math.max(1, frames) > maxPixels)
    throw tooLarge('The picture has too many pixels: at most 50 million, all frames together.')
  if (compressedChunks > maxCompressedChunks)
    throw new AppError(
      'INVALID_FILE_TYPE',
      `The picture has more than ${maxCompressedChunks} texts and profiles beside its pixels.`,
    )
  if (scans > maxScans)
    throw new AppError('INVALID_FILE_TYPE', `The picture is written in more than ${maxScans} passes.`)
}

export const damaged = (cause: unknown): AppError =>
  new AppError('INVALID_FILE_TYPE', 'The picture is damaged: it cannot be read to its end.', { cause })

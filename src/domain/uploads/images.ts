import pLimit from 'p-limit'
import type { Sharp, SharpOptions } from 'sharp'
import { rgbaToThumbHash } from 'thumbhash'
import { AppError } from '../../errors.ts'
import { formatOf, type ImageFormat, isWholeGif } from './formats.ts'
import type { Variant, VariantFormat } from './rules.ts'

/** Of all frames together (ruling F1). */
const mostPixels = 50_000_000

const mostFrames = 1000

/** More than two would only take turns on a small machine, and each may need some hundred megabytes. */
const atOnce = pLimit(2)

/** Who would wait longer than some seconds is told to come back. */
const mostWaiting = 16

const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  if (atOnce.pendingCount >= mostWaiting)
    throw new AppError('OVERLOADED', undefined, { retryAfterSeconds: 2 })
  return atOnce(work)
}

type SharpModule = typeof import('sharp').default

let loading: Promise<SharpModule> | null = null

/** Loaded when the first picture comes: the start does not wait for it. It decodes the four formats and no other. */
const loadSharp = (): Promise<SharpModule> => {
  loading ??= import('sharp').then(({ default: sharp }) => {
    sharp.block({ operation: ['VipsForeignLoad'] })
    sharp.unblock({
      operation: [
        'VipsForeignLoadJpegBuffer',
        'VipsForeignLoadPngBuffer',
        'VipsForeignLoadWebpBuffer',
        'VipsForeignLoadNsgifBuffer',
      ],
    })
    sharp.cache(false)
    sharp.concurrency(1)
    return sharp
  })
  return loading
}

const reading: SharpOptions = { animated: true, failOn: 'error', limitInputPixels: mostPixels }

/** A picture that is safe to keep and to serve. */
export interface CleanImage {
  bytes: Uint8Array<ArrayBuffer>
  format: ImageFormat
  /** In pixels; of one frame where it is animated. */
  width: number
  height: number
  /** As base64. */
  thumbhash: string
}

/**
 * Decodes a picture and writes it anew in its own format: upright, in sRGB, animated as it was, and nothing else of
 * what was sent (ruling F2). Runs off the main thread.
 * @throws AppError INVALID_FILE_TYPE, FILE_TOO_LARGE, OVERLOADED
 */
export const cleanImage = async (sent: Blob): Promise<CleanImage> =>
  inTurn(async () => {
    const bytes = await sent.bytes()
    const format = formatOf(bytes)
    if (!format) throw new AppError('INVALID_FILE_TYPE', 'The file is no JPEG, PNG, GIF or WebP picture.')
    const sharp = await loadSharp()
    try {
      const isAnimated = await assertDecodable(sharp, bytes, format)
      const whole = sharp(bytes, reading)
      // The turns of a phone's camera are for stills; frames stay as they are.
      const upright = isAnimated ? whole : whole.autoOrient()
      const { data, info } = await storedForms[format](upright).toBuffer({ resolveWithObject: true })
      return {
        bytes: new Uint8Array(data),
        format,
        width: info.width,
        height: info.pageHeight ?? info.height,
        thumbhash: await thumbhashOf(sharp, data),
      }
    } catch (error) {
      throw error instanceof AppError ? error : damaged(error)
    }
  })

/** Looks at the header alone. @returns whether there is more than one frame */
const assertDecodable = async (sharp: SharpModule, bytes: Uint8Array, format: ImageFormat) => {
  const found = await sharp(bytes, { ...reading, limitInputPixels: false }).metadata()
  // For animations the height is that of all frames.
  const { width, height, pages = 1 } = found
  if (found.format !== format || (format === 'gif' && !isWholeGif(bytes))) throw damaged(null)
  if (width * height > mostPixels) {
    throw new AppError(
      'FILE_TOO_LARGE',
      'The picture has too many pixels: at most 50 million, all frames together.',
    )
  }
  if (pages > mostFrames) {
    throw new AppError('FILE_TOO_LARGE', `The animation has too many frames: at most ${mostFrames}.`)
  }
  return pages > 1
}

const damaged = (cause: unknown) =>
  new AppError('INVALID_FILE_TYPE', 'The picture is damaged: it cannot be read to its end.', { cause })

const storedForms: Record<ImageFormat, (image: Sharp) => Sharp> = {
  jpeg: image => image.jpeg({ quality: 85 }),
  png: image => image.png(),
  gif: image => image.gif(),
  webp: image => image.webp({ quality: 85, effort: 2 }),
}

/** The first frame in some 25 bytes: what an app draws until the picture is there. */
const thumbhashOf = async (sharp: SharpModule, bytes: Uint8Array): Promise<string> => {
  const { data, info } = await sharp(bytes)
    .resize(100, 100, { fit: 'inside' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64')
}

/**
 * A stored picture in another size and format, cut to the new proportions around its middle. Animations stay so in GIF
 * and WebP; the others show the first frame. Runs off the main thread.
 * @throws AppError OVERLOADED
 */
export const makeVariant = async (stored: Blob, variant: Variant): Promise<Uint8Array<ArrayBuffer>> =>
  inTurn(async () => {
    const sharp = await loadSharp()
    const { width, height, format } = variant
    const animated = format === 'gif' || format === 'webp'
    const resized = sharp(await stored.bytes(), { ...reading, animated }).resize(width, height)
    return new Uint8Array(await variantForms[format](resized).toBuffer())
  })

const variantForms: Record<VariantFormat, (image: Sharp) => Sharp> = {
  // JPEG knows no transparency.
  jpeg: image => image.flatten({ background: '#ffffff' }).jpeg({ quality: 80 }),
  png: image => image.png(),
  gif: image => image.gif(),
  webp: image => image.webp({ quality: 80, effort: 2 }),
  avif: image => image.avif({ quality: 50, effort: 2 }),
}

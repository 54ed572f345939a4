import type { ImageJob, ImageJobResult } from '../domain/uploads/image-process.ts'
import { renderVariant, rewriteImage } from '../domain/uploads/images.ts'
import { AppError } from '../errors.ts'

/** Runs in the image process: executes the jobs it receives, until the server disconnects. */
export const serveImageJobs = (): Promise<void> => {
  // SIGINT from the terminal is for the server, which may still need pictures for open requests.
  process.on('SIGINT', () => {})
  process.on('message', (job: ImageJob) => {
    void resultOf(job).then(result => process.send?.(result))
  })
  return new Promise(resolve => process.on('disconnect', resolve)).then(() => process.exit(0))
}

const resultOf = async ({ number, bytes, variant }: ImageJob): Promise<ImageJobResult> => {
  try {
    if (variant) return { number, bytes: await renderVariant(bytes, variant) }
    return { number, image: await rewriteImage(bytes) }
  } catch (error) {
    if (error instanceof AppError) return { number, error: { code: error.code, detail: error.message } }
    return { number, internalError: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

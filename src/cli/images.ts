import type { ImageJob, ImageJobResult } from '../domain/uploads/image-process.ts'
import { renderVariant, rewriteImage } from '../domain/uploads/images.ts'
import { AppError } from '../errors.ts'

const measureMs = 50

export const serveImageJobs = (): Promise<void> => {
  // SIGINT from the terminal is for the server, which may still need pictures for open requests.
  process.on('SIGINT', () => {})
  process.on('message', (job: ImageJob) => void execute(job))
  return new Promise(resolve => process.on('disconnect', resolve)).then(() => process.exit(0))
}

/** The decoder runs in threads, so this one can measure a job without an end. */
const execute = async (job: ImageJob): Promise<void> => {
  const since = process.cpuUsage()
  const cpuMs = () => {
    const { user, system } = process.cpuUsage(since)
    return (user + system) / 1000
  }
  const { promise: excess, resolve } = Promise.withResolvers<{ isTooSlow: true }>()
  const measuring = setInterval(() => {
    if (cpuMs() > job.maxCpuMs) resolve({ isTooSlow: true })
  }, measureMs)
  const outcome = await Promise.race([outcomeOf(job), excess])
  clearInterval(measuring)
  const result: ImageJobResult = { cpuMs: cpuMs(), ...outcome }
  process.send?.(result)
}

const outcomeOf = async ({ bytes, variant }: ImageJob) => {
  try {
    if (variant) return { bytes: await renderVariant(bytes, variant) }
    return { image: await rewriteImage(bytes) }
  } catch (error) {
    if (error instanceof AppError) return { error: { code: error.code, detail: error.message } }
    return { internalError: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

import { createRequire } from 'node:module'
import process from 'node:process'

export const platforms: readonly string[] = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']

/** Alpine uses musl, and the server needs the GNU C library. */
const isMusl = (): boolean => {
  if (process.platform !== 'linux') return false
  const report: unknown = process.report?.getReport()
  const header = typeof report === 'object' && report !== null && 'header' in report ? report.header : null
  return typeof header === 'object' && header !== null && !('glibcVersionRuntime' in header)
}

/** @throws Error with a sentence for people where there is none */
export const findServer = (): string => {
  const platform = `${process.platform}-${process.arch}`
  if (!platforms.includes(platform) || isMusl()) {
    const name = isMusl() ? 'Alpine Linux and others without glibc' : platform
    throw new Error(`There is no Chayenity for ${name}. It runs on macOS and on Linux with glibc.`)
  }
  try {
    return createRequire(import.meta.url).resolve(`chayenity-${platform}/chayenity`)
  } catch {
    throw new Error(
      `The package chayenity-${platform} is missing. Install chayenity again, with optional dependencies.`,
    )
  }
}

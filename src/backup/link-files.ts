import { copyFileSync, existsSync, linkSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** A file never changes, so a link is as good as a copy. */
export const linkFiles = (from: string, to: string) => {
  for (const name of existsSync(from) ? readdirSync(from) : []) {
    if (existsSync(join(to, name))) continue
    try {
      linkOrCopy(join(from, name), join(to, name))
    } catch {
      // It was deleted, or it cannot be read. Where a row names it, it counts as missing.
    }
  }
}

export const linkOrCopy = (from: string, to: string) => {
  try {
    linkSync(from, to)
  } catch {
    // The file system has no hard links.
    copyFileSync(from, to)
  }
}

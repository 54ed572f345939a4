import { findChromium } from '../test/support/chromium.ts'
import { missingObjectStore } from '../test/support/object-store.ts'
import { missingPostgres } from '../test/support/postgres.ts'
import { missingTools } from '../test/support/tools.ts'

/** Why the slow or browser tests of a file cannot run here, as a sentence; null when they can. */
export const obstacleTo = (path: string): string | null => {
  if (path.endsWith('.browser.ts') && !findChromium())
    return 'There is no Chromium. Install one (Debian: apt-get install chromium) or set CHROMIUM.'
  if (/\/(buckets|bucket-pictures|litestream)\.slow\.ts$/.test(path)) return missingObjectStore()
  if (path.endsWith('/owners.slow.ts') && process.getuid?.() !== 0)
    return 'Only root can have files of another user.'
  if (path.endsWith('/cluster.slow.ts'))
    return missingPostgres() ?? missingObjectStore() ?? missingTools(path)
  if (/\/postgres[\w-]*\.slow\.ts$/.test(path)) return missingPostgres() ?? missingTools(path)
  return missingTools(path)
}

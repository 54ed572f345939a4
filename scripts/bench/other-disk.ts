import { join } from 'node:path'
import { root } from './processes.ts'

/** What a server thinks its disk is like: with some milliseconds more for each sync, or with none at all. */
type OtherDisk = (syncMs: number | 'none') => Record<string, string>

/**
 * Builds a small library that stands before the system's own syncs.
 * @returns the environment that puts a server on such a disk, or null where there is no C compiler
 */
export const prepareOtherDisk = async (folder: string): Promise<OtherDisk | null> => {
  const compiler = Bun.which('cc')
  if (!compiler) return null
  const library = join(folder, 'slow-sync.so')
  const source = join(root, 'scripts/bench/slow-sync.c')
  const child = Bun.spawn([compiler, '-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'])
  if ((await child.exited) !== 0) throw new Error(`${source} could not be compiled.`)
  return syncMs => ({ LD_PRELOAD: library, SYNC_MS: String(syncMs) })
}

import { readConfig } from '../config.ts'
import { createContext, disposeContext } from '../context.ts'
import { type SeedOptions, seedOnce } from '../dev/seed/seed.ts'
import { withProgressLines } from './progress.ts'

/** Fills the data folder with example data, unless it has been filled before. */
export const seed = async (options: SeedOptions): Promise<void> => {
  const ctx = createContext(readConfig({ LOG_LEVEL: 'warn', ...process.env }, 'demo'))
  try {
    await withProgressLines(report => seedOnce(ctx, options, share => report('building', share)))
  } finally {
    await disposeContext(ctx)
  }
}

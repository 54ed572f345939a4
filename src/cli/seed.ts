import { readConfig } from '../config.ts'
import { createContext, disposeContext } from '../context.ts'
import { type CityOptions, fillOnce } from '../dev/city/fill.ts'
import { withProgressLines } from './progress.ts'

/** Fills the data folder with the example world, where it is not there yet. */
export const seed = async (options: CityOptions): Promise<void> => {
  const ctx = createContext(readConfig({ LOG_LEVEL: 'warn', ...process.env }, 'demo'))
  try {
    await withProgressLines(report => fillOnce(ctx, options, share => report('building', share)))
  } finally {
    await disposeContext(ctx)
  }
}

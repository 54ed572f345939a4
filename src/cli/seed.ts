import { readConfig } from '../config.ts'
import { createContext, disposeContext } from '../context.ts'
import { type CityOptions, fillOnce } from '../dev/city/fill.ts'
import { withLines } from './progress.ts'

/** Fills the data folder with the example world, where it is not there yet. */
export const seed = async (wish: CityOptions): Promise<void> => {
  const ctx = createContext(readConfig({ LOG_LEVEL: 'warn', ...process.env }, 'demo'))
  try {
    await withLines(report => fillOnce(ctx, wish, share => report('building', share)))
  } finally {
    await disposeContext(ctx)
  }
}

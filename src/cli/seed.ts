import { readConfig } from '../config.ts'
import { createContext, disposeContext } from '../context.ts'
import { fillOnce } from '../dev/city/fill.ts'

/** Fills the data folder with the example world, where it is not there yet. */
export const seed = async (number: number): Promise<void> => {
  const ctx = createContext(readConfig({ LOG_LEVEL: 'warn', ...process.env }, 'demo'))
  try {
    await fillOnce(ctx, number)
  } finally {
    await disposeContext(ctx)
  }
}

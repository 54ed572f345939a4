import { readConfig } from '../config.ts'
import { createContext, disposeContext } from '../context.ts'
import { type ExampleDataOptions, makeExampleData } from './example-data.ts'
import { checkFolder, type WorldOptions } from './folder-marker.ts'
import { deleteDemoData } from './fresh.ts'
import { printStatus } from './output.ts'

export const seed = async (options: ExampleDataOptions, written: WorldOptions): Promise<void> => {
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env }, 'demo')
  const mark = checkFolder(config.dataDir, 'demo', options.adopt ?? false)
  if (options.fresh) deleteDemoData(config.dataDir)
  const ctx = createContext(config)
  try {
    const sentence = mark()
    if (sentence) printStatus(sentence)
    await makeExampleData(ctx, options, written)
  } finally {
    await disposeContext(ctx)
  }
}

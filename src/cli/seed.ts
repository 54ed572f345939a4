import { readConfig } from '../config.ts'
import { disposeContext, openContext } from '../context.ts'
import { type ExampleDataOptions, makeExampleData, readWorld } from './example-data.ts'
import { checkFolder, type WorldOptions } from './folder-marker.ts'
import { deleteDemoData } from './fresh.ts'
import { printStatus } from './output.ts'
import { UsageError } from './usage-error.ts'

export const seed = async (options: ExampleDataOptions, written: WorldOptions): Promise<void> => {
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env }, 'demo')
  const mark = checkFolder(config.dataDir, 'demo', options.adopt ?? false)
  if (options.fresh && config.databaseUrl !== null)
    throw new UsageError('--fresh deletes only SQLite data. Make a new database for DATABASE_URL instead.')
  const world = await readWorld(config, options)
  if (options.fresh) deleteDemoData(config.dataDir)
  const ctx = await openContext(config)
  try {
    const sentence = mark()
    if (sentence) printStatus(sentence)
    await makeExampleData(ctx, options, written, world)
  } finally {
    await disposeContext(ctx)
  }
}

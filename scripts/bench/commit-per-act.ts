import { readFileSync } from 'node:fs'
import { plugin } from 'bun'

/**
 * Preloaded before the product it makes the writer commit each act by itself: with `DURABILITY=full` that is one sync
 * for each request on the main thread, as most programs with SQLite do it. Everything else stays as it is.
 */
const { pathname: writer } = new URL('../../src/storage/sqlite/engine/writer.ts', import.meta.url)
const grouped = 'const maxBatchSize = 256'
// Read at once: a file that has moved would be measured as it is.
const source = readFileSync(writer, 'utf8')
if (!source.includes(grouped)) throw new Error('The place where acts are grouped has changed.')

plugin({
  name: 'commit-per-act',
  setup: build => {
    build.onLoad({ filter: /[\\/]sqlite[\\/]engine[\\/]writer\.ts$/ }, () => ({
      contents: source.replace(grouped, 'const maxBatchSize = 1'),
      loader: 'ts',
    }))
  },
})

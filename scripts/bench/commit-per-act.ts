import { plugin } from 'bun'

/**
 * Preloaded before the product it makes the writer commit each act by itself: with `DURABILITY=full` that is one sync
 * for each request on the main thread, as most programs with SQLite do it. Everything else stays as it is.
 */
const grouped = 'const maxBatchSize = 256'

plugin({
  name: 'commit-per-act',
  setup: build => {
    build.onLoad({ filter: /[\\/]sqlite[\\/]writer\.ts$/ }, async ({ path }) => {
      const source = await Bun.file(path).text()
      if (!source.includes(grouped)) throw new Error('The place where acts are grouped has changed.')
      return { contents: source.replace(grouped, 'const maxBatchSize = 1'), loader: 'ts' }
    })
  },
})

import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createContext } from '../../src/context.ts'

/**
 * The product in a process of its own, for the fuzzer. It sends its address to its parent, and for each message of the
 * parent its memory after a forced garbage collection.
 */

const config = readConfig(process.env, 'production')
const ctx = createContext(config)
const app = createApp(ctx).listen({ port: 0, hostname: '127.0.0.1', reusePort: false })

process.on('message', () => {
  Bun.gc(true)
  process.send?.({ rssBytes: process.memoryUsage().rss })
})
process.send?.({ url: `http://127.0.0.1:${app.server?.port}` })
